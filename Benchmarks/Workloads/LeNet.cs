using Toolkit.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>
/// LeNet-5 (LeCun et al. 1998) for 28×28 grey images, with ReLU and max pooling: so little work an image that everything around it shows.
/// </summary>
internal sealed class LeNet : Network
{
    private readonly nn.Module<Tensor, Tensor> features;
    private nn.Module<Tensor, Tensor> classifier;

    public LeNet(int classes) : base("lenet", classes, new NetworkOptions { Channels = 1, Seed = 1 })
    {
        register_module("features", features = nn.Sequential(
            nn.Conv2d(1, 6, 5L, 1L, 2L), nn.ReLU(true), nn.MaxPool2d(2, 2),
            nn.Conv2d(6, 16, 5L), nn.ReLU(true), nn.MaxPool2d(2, 2)));
        register_module("classifier", classifier = Classifier(classes));
        InputSpec = InputSpec.Mnist;
    }

    public override int FeatureCount => 400;

    public override int MinimumSize => 28;

    public override int? FixedSize => 28;

    public override nn.Module<Tensor, Tensor> Head => classifier;

    public override string HeadPrefix => "classifier";

    public override string LastLayerName => "classifier.4";

    protected override IReadOnlyList<string[]> GroupPrefixes => [["features"]];

    protected override Tensor ComputeFeatures(Tensor images)
    {
        using var maps = features.call(images);
        return maps.flatten(1);
    }

    protected override void ReplaceLastLayer(int classes)
    {
        var old = classifier;
        register_module("classifier", null!);
        register_module("classifier", classifier = Classifier(classes));
        old.Dispose();
    }

    private static nn.Module<Tensor, Tensor> Classifier(int classes) => nn.Sequential(
        nn.Linear(400, 120), nn.ReLU(true), nn.Linear(120, 84), nn.ReLU(true), nn.Linear(84, classes));
}
