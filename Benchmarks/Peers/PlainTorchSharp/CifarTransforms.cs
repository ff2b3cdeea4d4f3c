using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torchvision.transforms;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>The recipe's transforms, by TorchVision's package.</summary>
internal static class CifarTransforms
{
    private const int Side = 32;

    private static readonly double[] Means = [0.4914, 0.4822, 0.4465], Stds = [0.2470, 0.2435, 0.2616];

    /// <summary><c>[1, 3, 1, 1]</c>.</summary>
    public static Tensor Mean { get; } = Channels(Means);

    /// <summary><c>[1, 3, 1, 1]</c>.</summary>
    public static Tensor Std { get; } = Channels(Stds);

    /// <summary>For an image of bytes. Crop and flip come first: they are cheaper on bytes. Colours are right on floats only.</summary>
    /// <param name="size">Height and width of the result.</param>
    public static torchvision.ITransform Augmentation(int size = Side) => Compose(
        [
        .. size == Side ? Array.Empty<torchvision.ITransform>() : [Resize(size, size)],
        new RandomCrop(size, padding: size / 8),
        RandomHorizontalFlip(),
        ConvertImageDtype(ScalarType.Float32),
        ColorJitter(0.2f, 0.2f, 0.2f, 0.1f),
        RandomRotation(15),
        Normalize(Means, Stds),
        ]);

    /// <summary>A batch with its images enlarged.</summary>
    public static (Tensor Images, Tensor Labels) Resized((Tensor Images, Tensor Labels) batch, int size) =>
        size == Side ? batch : (nn.functional.interpolate(batch.Images, [size, size], mode: InterpolationMode.Bilinear), batch.Labels);

    /// <summary>Kept, whichever dispose scope is open when this class is first used.</summary>
    private static Tensor Channels(double[] values) => tensor(values, [1, 3, 1, 1], float32).DetachFromDisposeScope();
}
