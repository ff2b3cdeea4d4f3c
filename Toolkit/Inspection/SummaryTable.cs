using System.Globalization;
using Toolkit.Reporting;
using static System.FormattableString;

namespace Toolkit.Inspection;

/// <summary>A <see cref="NetworkSummary"/> as text.</summary>
internal static class SummaryTable
{
    private const double Mega = 1e6, Giga = 1e9;

    public static string Format(NetworkSummary summary)
    {
        string[] header = ["layer", "kind", "output", "parameters", "multiply-adds", "receptive field", "output memory"];
        return Invariant($"""
            {summary.Name}, input {Shape(summary.InputShape)}
            {TextTable.Format([header, .. summary.Layers.Select(Row)], textColumns: 3)}
            parameters     {summary.Parameters:N0} ({summary.TrainableParameters:N0} trainable)
            multiply-adds  {summary.MultiplyAdds:N0} ({Short(summary.MultiplyAdds)})
            memory         {Memory(summary.ParameterBytes)} of parameters, {Memory(summary.OutputBytes)} of outputs for one image

            """);
    }

    private static string[] Row(LayerSummary layer) =>
    [
        layer.Name, layer.Kind, Shape(layer.OutputShape), Count(layer.Parameters), Count(layer.MultiplyAdds), Field(layer),
        layer.OutputShape is null ? "-" : Memory(layer.OutputBytes),
    ];

    private static string Shape(IReadOnlyList<long>? shape) => shape is null ? "-" : $"[{string.Join(", ", shape)}]";

    private static string Count(long number) => number == 0 ? "-" : number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Field(LayerSummary layer) => layer switch
    {
        { ReceptiveHeight: null } => "-",
        { ReceptiveHeight: var height, ReceptiveWidth: var width } => Invariant($"{height}×{width}"),
    };

    private static string Short(long number) => number < Giga ? Invariant($"{number / Mega:F3} M") : Invariant($"{number / Giga:F3} G");

    private static string Memory(long bytes) => bytes switch
    {
        < 1024 => Invariant($"{bytes} B"),
        < 1024 * 1024 => Invariant($"{bytes / 1024.0:F1} KiB"),
        _ => Invariant($"{bytes / (1024.0 * 1024):F1} MiB"),
    };
}
