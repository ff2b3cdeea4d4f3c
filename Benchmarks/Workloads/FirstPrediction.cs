using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Training;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>What a program does until it has classified its first photograph: weights from a file, a JPEG, one forward pass.</summary>
internal sealed class FirstPrediction(WorkloadOptions options) : IWorkload
{
    public Measurement Run()
    {
        using var network = NetworkCatalog.Create("resnet18", 10);
        StateDictLoader.Load(network, Weights.File(Path.Combine(options.Data, "resnet18-10.pth")));
        var (image, scratch, random) = (new ImageBuffer(), new ImageBuffer(), default(ImageRandom));
        ImageDecoder.DecodeFile(Path.Combine(options.Data, "photograph.jpg"), image);
        var pipeline = ImagePipeline.ForEvaluation(network.InputSpec);
        var prepared = pipeline.Transform(image, scratch, ref random);
        var pixels = new float[prepared.Pixels.Length];
        pipeline.Normalise(prepared, pixels);
        var scores = new Scorer(network).Probabilities(pixels, 1);
        return new(scores.Length / 10, 0);
    }
}
