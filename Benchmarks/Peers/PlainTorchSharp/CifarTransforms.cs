using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torchvision.transforms;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>The recipe's transforms, by TorchVision's package.</summary>
internal static class CifarTransforms
{
    private static readonly double[] Means = [0.4914, 0.4822, 0.4465], Stds = [0.2470, 0.2435, 0.2616];

    /// <summary><c>[1, 3, 1, 1]</c>.</summary>
    public static Tensor Mean { get; } = Channels(Means);

    /// <summary><c>[1, 3, 1, 1]</c>.</summary>
    public static Tensor Std { get; } = Channels(Stds);

    /// <summary>For an image of bytes. Crop and flip come first: they are cheaper on bytes. Colours are right on floats only.</summary>
    public static torchvision.ITransform Augmentation() => Compose(
        new RandomCrop(32, padding: 4),
        RandomHorizontalFlip(),
        ConvertImageDtype(ScalarType.Float32),
        ColorJitter(0.2f, 0.2f, 0.2f, 0.1f),
        RandomRotation(15),
        Normalize(Means, Stds));

    /// <summary>Kept, whichever dispose scope is open when this class is first used.</summary>
    private static Tensor Channels(double[] values) => tensor(values, [1, 3, 1, 1], float32).DetachFromDisposeScope();
}
