using BenchmarkDotNet.Attributes;
using Toolkit.Augmentation;
using Toolkit.Images;

namespace Toolkit.Benchmarks.Parts;

/// <summary>The recipe's transforms one by one, on a 32×32 image.</summary>
[MemoryDiagnoser]
public class AugmentationBenchmarks
{
    private readonly ImageBuffer image = Noise.Image(32, 32), result = new();
    private readonly float[] floats = new float[3 * 32 * 32];
    private readonly RandomCrop crop = new(32, 4);
    private readonly RandomHorizontalFlip flip = new();
    private readonly ColorJitter jitter = new(0.2, 0.2, 0.2, 0.1);
    private readonly RandomRotation rotation = new(15);
    private readonly Normaliser normaliser = new(InputSpec.Cifar10.Mean, InputSpec.Cifar10.Std);
    private ImageRandom random = new(1, 0, 0);

    [Benchmark]
    public void Crop() => crop.Apply(image, result, ref random);

    [Benchmark]
    public void Flip() => flip.Apply(image, result, ref random);

    [Benchmark]
    public void Jitter() => jitter.Apply(image, result, ref random);

    [Benchmark]
    public void Rotation() => rotation.Apply(image, result, ref random);

    [Benchmark]
    public void Normalise() => normaliser.Apply(image.Pixels, floats);
}
