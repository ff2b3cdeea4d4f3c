using BenchmarkDotNet.Attributes;
using Toolkit.Augmentation;
using Toolkit.Images;

namespace Toolkit.Benchmarks.Parts;

/// <summary>Transforms for photographs one by one, on a 224×224 image.</summary>
[MemoryDiagnoser]
public class StrongAugmentationBenchmarks
{
    private readonly ImageBuffer image = Noise.Image(224, 224), result = new();
    private readonly RandomAffine nearest = new(30, (0.1, 0.1), (0.8, 1.2), (-10, 10));
    private readonly RandomAffine bilinear = new(30, (0.1, 0.1), (0.8, 1.2), (-10, 10), interpolation: AffineInterpolation.Bilinear);
    private readonly RandomGrayscale grayscale = new(1);
    private readonly GaussianBlur blur = new(23);
    private readonly RandomErasing erasing = new(1);
    private readonly RandAugment randAugment = new();
    private readonly TrivialAugmentWide trivialAugment = new();
    private ImageRandom random = new(1, 0, 0);

    [Benchmark]
    public void AffineNearest() => nearest.Apply(image, result, ref random);

    [Benchmark]
    public void AffineBilinear() => bilinear.Apply(image, result, ref random);

    [Benchmark]
    public void Grey() => grayscale.Apply(image, result, ref random);

    [Benchmark]
    public void Blur() => blur.Apply(image, result, ref random);

    [Benchmark]
    public void Erasing() => erasing.Apply(image, result, ref random);

    [Benchmark]
    public void RandAugmentOfTwo() => randAugment.Apply(image, result, ref random);

    [Benchmark]
    public void TrivialAugment() => trivialAugment.Apply(image, result, ref random);
}
