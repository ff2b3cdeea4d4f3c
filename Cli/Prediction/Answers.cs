using System.Globalization;

namespace Toolkit.Cli.Prediction;

/// <summary>How the answers of a model are written.</summary>
internal abstract class Answers
{
    /// <summary>Names of the columns of a CSV file.</summary>
    public abstract IReadOnlyList<string> CsvHeader { get; }

    /// <summary>Headings of a table's columns behind the image's.</summary>
    public abstract (string Name, string Value) TableHeader { get; }

    /// <summary>The answer to an image.</summary>
    public abstract ImageAnswer Of(string path, float[] scores);

    /// <summary>A value, for people.</summary>
    public virtual string Text(float value) => Percent(value);

    /// <summary>A share in percent, for people.</summary>
    public static string Percent(float share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F2} %");
}
