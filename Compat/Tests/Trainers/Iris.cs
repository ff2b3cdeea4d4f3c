using System.Globalization;
using Microsoft.ML.Data;

namespace Toolkit.Compat.Tests.Trainers;

/// <summary>
/// Fisher's measurements of 150 irises ("The use of multiple measurements in taxonomic problems", 1936). The values are those of the
/// paper, as R has them; the widely copied file of the UCI repository differs from it in rows 35 and 38.
/// </summary>
internal static class Iris
{
    public const int Features = 4, Classes = 3;

    /// <summary>New objects, so that a test may change them.</summary>
    public static List<Flower> Flowers()
    {
        var lines = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Trainers", "iris.csv")).Skip(1);
        return [.. lines.Select((line, i) => Parse(line.Split(','), i))];
    }

    private static Flower Parse(string[] fields, int index) => new()
    {
        Features = [.. fields[..Features].Select(field => float.Parse(field, CultureInfo.InvariantCulture))],
        Label = fields[Features],
        Weight = 1 + index % 3,
    };

    public sealed class Flower
    {
        /// <summary>Length and width of the sepals, length and width of the petals, in centimetres.</summary>
        [VectorType(Iris.Features)]
        public float[] Features { get; set; } = [];

        public string Label { get; set; } = "";

        /// <summary>1, 2, 3, 1, 2, 3 …</summary>
        public float Weight { get; set; }
    }

    public sealed class Prediction
    {
        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }
    }
}
