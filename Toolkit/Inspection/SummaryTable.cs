using System.Globalization;
using Toolkit.Reporting;

namespace Toolkit.Inspection;

/// <summary>A <see cref="NetworkSummary"/> as text.</summary>
internal static class SummaryTable
{
    private const double MebiByte = 1024 * 1024;

    public static string Format(NetworkSummary summary)
    {
        string[] header = ["layer", "kind", "output", "parameters", "multiply-adds", "receptive field", "output MiB"];
        return string.Create(CultureInfo.InvariantCulture, $"""
            {summary.Name}, input {Shape(summary.InputShape)}
            {TextTable.Format([header, .. summary.Layers.Select(Row)], textColumns: 3)}
            parameters     {summary.Parameters:N0} ({summary.TrainableParameters:N0} trainable)
            multiply-adds  {summary.MultiplyAdds:N0} ({summary.MultiplyAdds / 1e9:F3} G)
            memory         {summary.ParameterBytes / MebiByte:F2} MiB of parameters, {summary.OutputBytes / MebiByte:F2} MiB of outputs for one image

            """);
    }

    private static string[] Row(LayerSummary layer) =>
    [
        layer.Name, layer.Kind, Shape(layer.OutputShape), Count(layer.Parameters), Count(layer.MultiplyAdds), Field(layer),
        (layer.OutputBytes / MebiByte).ToString("F2", CultureInfo.InvariantCulture),
    ];

    private static string Shape(IReadOnlyList<long>? shape) => shape is null ? "-" : $"[{string.Join(", ", shape)}]";

    private static string Count(long number) => number == 0 ? "-" : number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Field(LayerSummary layer) => layer switch
    {
        { ReceptiveHeight: null } => "-",
        { ReceptiveHeight: var height, ReceptiveWidth: var width } => string.Create(CultureInfo.InvariantCulture, $"{height}×{width}"),
    };
}
