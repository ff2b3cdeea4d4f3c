using System.Globalization;
using Toolkit.Reporting;

namespace Toolkit.Inspection;

/// <summary>One residual block in a <see cref="ResidualReport"/>; sizes are Euclidean norms over the batch.</summary>
/// <param name="Name">Dotted name of the block, such as <c>layer1.0</c>.</param>
/// <param name="Branch">Size of F(x), what the branch adds.</param>
/// <param name="Shortcut">Size of what it is added to: the block's input x, or its projection.</param>
/// <param name="Gradient">Size of the loss's gradient with respect to the block's output.</param>
public sealed record ResidualBlockReport(string Name, double Branch, double Shortcut, double Gradient)
{
    /// <summary>Size of F(x) against x: near 0 for a block that hardly changes its input.</summary>
    public double Ratio => Branch / Shortcut;
}

/// <summary>One stage in a <see cref="ResidualReport"/>.</summary>
/// <param name="Name">Dotted name of the module.</param>
/// <param name="Gradient">Euclidean norm of the loss's gradient with respect to the stage's output, over the batch.</param>
public sealed record StageReport(string Name, double Gradient);

/// <summary>What <see cref="ResidualProbe"/> found.</summary>
/// <param name="Loss">The loss of the batch.</param>
/// <param name="Blocks">The residual blocks from input to output; empty for a network without.</param>
/// <param name="Stages">The stages from input to output.</param>
public sealed record ResidualReport(double Loss, IReadOnlyList<ResidualBlockReport> Blocks, IReadOnlyList<StageReport> Stages)
{
    /// <summary>Both as tables.</summary>
    public string Format()
    {
        var stages = TextTable.Format([["stage", "gradient"], .. Stages.Select(stage => new[] { stage.Name, Text(stage.Gradient) })]);
        if (Blocks.Count == 0) return stages;
        var blocks = TextTable.Format(
        [
            ["block", "|F(x)|", "|x|", "|F(x)| / |x|", "gradient"],
            .. Blocks.Select(block => new[]
            {
                block.Name, Text(block.Branch), Text(block.Shortcut), Text(block.Ratio), Text(block.Gradient),
            }),
        ]);
        return blocks + Environment.NewLine + stages;
    }

    /// <inheritdoc cref="Format"/>
    public override string ToString() => Format();

    private static string Text(double number) => number.ToString("G4", CultureInfo.InvariantCulture);
}
