using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>The depths of He et al.'s ImageNet networks: which blocks, and how many in each of the four stages.</summary>
internal sealed record ResNetDepth
{
    /// <summary>Channels of the stem's output.</summary>
    public const int StemMaps = 64;

    private const int BottleneckExpansion = 4;
    private static readonly int[] Widths = [64, 128, 256, 512];

    private readonly int[] blocks;

    private ResNetDepth(bool hasBottlenecks, params int[] blocks) => (HasBottlenecks, this.blocks) = (hasBottlenecks, blocks);

    /// <summary>18 layers and one more block in the last stage: 2, 2, 2 and 3 basic blocks.</summary>
    public static ResNetDepth MlNet { get; } = new(false, 2, 2, 2, 3);

    /// <summary>Whether the blocks are bottlenecks, whose output is four times as wide.</summary>
    public bool HasBottlenecks { get; }

    /// <summary>Channels of the last stage's output.</summary>
    public int Features => Widths[^1] * Expansion;

    private int Expansion => HasBottlenecks ? BottleneckExpansion : 1;

    /// <summary>The stages of a number of layers.</summary>
    /// <param name="layers">18, 34, 50, 101 or 152.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is another number.</exception>
    public static ResNetDepth Of(int layers) => layers switch
    {
        18 => new(false, 2, 2, 2, 2),
        34 => new(false, 3, 4, 6, 3),
        50 => new(true, 3, 4, 6, 3),
        101 => new(true, 3, 4, 23, 3),
        152 => new(true, 3, 8, 36, 3),
        _ => throw new ArgumentOutOfRangeException(
            nameof(layers), $"A ResNet has 18, 34, 50, 101 or 152 layers, but {layers} were asked for."),
    };

    /// <inheritdoc cref="ResidualNetwork.Stages"/>
    public IEnumerable<(string Name, nn.Module<Tensor, Tensor> Stage)> Stages(Func<int, int, int, nn.Module<Tensor, Tensor>> create) =>
        ResidualNetwork.Stages(StemMaps, Widths, blocks, Expansion, create);
}
