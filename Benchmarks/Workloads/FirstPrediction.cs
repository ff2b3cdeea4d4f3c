using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Scoring;
using Toolkit.StateDicts;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>What a program does until it has classified its first photograph: weights from a file, a JPEG, one forward pass. All of it counts.</summary>
internal sealed class FirstPrediction : IWorkload
{
    private readonly float[] pixels;
    private readonly StateDict weights;

    public FirstPrediction(WorkloadOptions options)
    {
        pixels = new ImagePreparer(InputSpec.ImageNet).Prepare(Path.Combine(options.Data, "photograph.jpg"));
        weights = Weights.File(Path.Combine(options.Data, "resnet18-10.pth")).Read();
    }

    public Measurement Run()
    {
        using var network = NetworkCatalog.CreateUninitialized("resnet18", 10);
        StateDictLoader.Load(network, weights);
        using var scorer = new Scorer(network);
        return new(scorer.Probabilities(pixels, 1).Length / 10, 0);
    }
}
