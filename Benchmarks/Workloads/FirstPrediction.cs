using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Training;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>What a program does until it has classified its first photograph: weights from a file, a JPEG, one forward pass.</summary>
internal sealed class FirstPrediction : IWorkload
{
    private readonly string photograph, weights;

    public FirstPrediction(WorkloadOptions options)
    {
        _ = TorchLibrary.LoadAsync();
        (photograph, weights) = (Path.Combine(options.Data, "photograph.jpg"), Path.Combine(options.Data, "resnet18-10.pth"));
    }

    public Measurement Run()
    {
        var pixels = Pixels(InputSpec.ImageNet);
        var values = Weights.File(weights).Read();
        using var network = NetworkCatalog.CreateUninitialized("resnet18", 10);
        StateDictLoader.Load(network, values);
        using var scorer = new Scorer(network);
        return new(scorer.Probabilities(pixels, 1).Length / 10, 0);
    }

    private float[] Pixels(InputSpec input)
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
