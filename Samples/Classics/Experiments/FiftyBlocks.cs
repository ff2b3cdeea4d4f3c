using System.Globalization;
using Toolkit.Images;
using Toolkit.Inspection;
using Toolkit.Samples.Classics.Data;
using Toolkit.Samples.Classics.Networks;
using static TorchSharp.torch;

namespace Toolkit.Samples.Classics.Experiments;

/// <summary>How much of the loss's gradient gets back to the first of fifty blocks, with and without residual connections, before any training.</summary>
internal sealed record FiftyBlocks() : Experiment(
    "fifty-blocks", "Gradients through 50 plain and 50 residual blocks (He et al. 2015)")
{
    private const int Blocks = 50, Images = 32, Seed = 1;
    private const double LeastRatio = 1000;

    public override string Published => "norm at the first block: residual at least 1,000 times the plain one";

    public override bool IsQuick => true;

    public override Outcome Run(Session session)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = FirstBatch.Of(session.Data.Load(DataSet.Mnist).Train, InputSpec.Mnist, session.Images ?? Images);
        double[] plain = Gradients(isResidual: false), residual = Gradients(isResidual: true);
        foreach (var block in (int[])[1, 10, 20, 30, 40, 50])
            Console.WriteLine($"block {block,2}: plain {Text(plain[block - 1])}, residual {Text(residual[block - 1])}");
        Plot.Save(
            session.OutputFile("fifty-blocks.svg"), "Gradient of the loss behind each block", "norm", isLogarithmic: true,
            ("residual", residual), ("plain", plain));
        return new($"{Text(residual[0])} against {Text(plain[0])}, {Text(residual[0] / plain[0])} times", residual[0] >= LeastRatio * plain[0]);

        double[] Gradients(bool isResidual)
        {
            using var network = new BlockStack(Blocks, isResidual, Seed);
            var report = ResidualProbe.Measure(network, images, labels, network.BlockNames);
            return [.. report.Stages.Select(stage => stage.Gradient)];
        }
    }

    private static string Text(double number) => number.ToString("G3", CultureInfo.InvariantCulture);
}
