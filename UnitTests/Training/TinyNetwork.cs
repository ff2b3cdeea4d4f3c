using Toolkit.Images;
using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

/// <summary>A network for 8×8 images that trains in moments: convolution, batch normalisation, and a head with dropout; the latter two can be left out.</summary>
internal sealed class TinyNetwork : Network
{
    private const int Maps = 6;
    private readonly nn.Module<Tensor, Tensor> conv, bn, pool;
    private readonly double dropout;
    private nn.Module<Tensor, Tensor> head;

    public TinyNetwork(int classes = 3, long seed = 1, double dropout = 0.2, bool normalises = true)
        : base("tiny", classes, new NetworkOptions { Seed = seed })
    {
        this.dropout = dropout;
        register_module("conv", conv = nn.Conv2d(3, Maps, 3L, 1L, 1L));
        register_module("bn", bn = normalises ? nn.BatchNorm2d(Maps) : nn.Identity());
        register_module("pool", pool = nn.AdaptiveAvgPool2d(2));
        register_module("head", head = HeadFor(classes));
        InputSpec = new InputSpec(3, 8, 8, [0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f], 8);
    }

    /// <summary>How many images went through the backbone.</summary>
    public long ImagesSeen { get; private set; }

    /// <summary>How long the backbone waits for each batch.</summary>
    public TimeSpan Delay { get; init; }

    public override int FeatureCount => Maps * 4;

    public override int MinimumSize => 2;

    public override nn.Module<Tensor, Tensor> Head => head;

    public override string HeadPrefix => "head";

    public override string LastLayerName => "head.fc";

    protected override IReadOnlyList<string[]> GroupPrefixes => [["conv", "bn"]];

    protected override Tensor ComputeFeatures(Tensor images)
    {
        ImagesSeen += images.shape[0];
        Thread.Sleep(Delay);
        using var scope = NewDisposeScope();
        return pool.call(bn.call(conv.call(images)).relu_()).flatten(1).MoveToOuterDisposeScope();
    }

    protected override void ReplaceLastLayer(int classes)
    {
        var old = head;
        head = HeadFor(classes);
        register_module("head", null!);
        register_module("head", head);
        old.Dispose();
    }

    private nn.Module<Tensor, Tensor> HeadFor(int classes) =>
        nn.Sequential(("dropout", nn.Dropout(dropout)), ("fc", nn.Linear(FeatureCount, classes)));
}
