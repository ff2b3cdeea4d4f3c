using Toolkit.Inspection;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Samples.Classics.Data;
using static TorchSharp.torch;

namespace Toolkit.Samples.Classics.Experiments;

/// <summary>What a trained ResNet's blocks add to what they get: how large F(x) is beside x, on photographs.</summary>
internal sealed record BranchesOfResNet() : Experiment(
    "resnet-branches", "F(x) against x in every block of a ResNet that was trained on ImageNet, on photographs (He et al. 2015, section 3.1)")
{
    private const int Images = 32;

    public override string Published => "a table and a plot";

    public override bool IsQuick => true;

    public override Outcome Run(Session session)
    {
        using var scope = NewDisposeScope();
        var photographs = session.Data.Load(DataSet.Photographs).Test;
        using var network = NetworkCatalog.Create("resnet18_mlnet", photographs.ClassNames.Count, new NetworkOptions { Seed = 1 });
        Weights.Named("resnet18.mlnet").LoadInto(network);
        network.eval();
        var (images, labels) = FirstBatch.Of(photographs, network.InputSpec, session.Images ?? Images);
        var report = ResidualProbe.Measure(network, images, labels);
        Console.WriteLine(report);
        double[] ratios = [.. report.Blocks.Select(block => block.Ratio)];
        Plot.Save(session.OutputFile("resnet-branches.svg"), "What each block adds", "|F(x)| / |x|", isLogarithmic: false, ("resnet18_mlnet", ratios));
        return new(FormattableString.Invariant($"|F(x)| / |x| from {ratios.Min():F2} to {ratios.Max():F2} in {ratios.Length} blocks"), HoldsFigure: null);
    }
}
