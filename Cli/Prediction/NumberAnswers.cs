using System.Globalization;

namespace Toolkit.Cli.Prediction;

/// <summary>The answers of a model for numbers.</summary>
/// <param name="names">Names of the numbers.</param>
internal sealed class NumberAnswers(IReadOnlyList<string> names) : Answers
{
    public override IReadOnlyList<string> CsvHeader => ["path", .. names];

    public override (string Name, string Value) TableHeader => ("number", "value");

    public override ImageAnswer Of(string path, float[] scores) => new(
        path, [.. names.Zip(scores, (name, score) => new AnswerLine(name, score))], [path, .. scores.Cast<object>()],
        new { path, numbers = names.Zip(scores).ToDictionary(number => number.First, number => number.Second) });

    public override string Text(float value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
