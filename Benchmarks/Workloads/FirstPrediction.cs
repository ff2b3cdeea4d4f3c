using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.Training;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>What a program does until it has classified its first photograph: weights from a file, a JPEG, one forward pass. All of it counts.</summary>
internal sealed class FirstPrediction : IWorkload
{
    private readonly float[] pixels;
    private readonly StateDict weights;

    public FirstPrediction(WorkloadOptions options)
    {
        pixels = Pixels(Path.Combine(options.Data, "photograph.jpg"), InputSpec.ImageNet);
        weights = Weights.File(Path.Combine(options.Data, "resnet18-10.pth")).Read();
    }

    public Measurement Run()
    {
        using var network = NetworkCatalog.CreateUninitialized("resnet18", 10);
        StateDictLoader.Load(network, weights);
        using var scorer = new Scorer(network);
        return new(scorer.Probabilities(pixels, 1).Length / 10, 0);
    }

    private static float[] Pixels(string photograph, InputSpec input)
    {
        var (image, scratch, random) = (new ImageBuffer(), new ImageBuffer(), default(ImageRandom));
        ImageDecoder.DecodeFile(photograph, image);
        var pipeline = ImagePipeline.ForEvaluation(input);
        var prepared = pipeline.Transform(image, scratch, ref random);
        var pixels = new float[prepared.Pixels.Length];
        pipeline.Normalise(prepared, pixels);
        return pixels;
    }
}
