namespace Toolkit.Cli.Prediction;

/// <summary>The answers of a model for several labels: those that an image has, the most probable first.</summary>
/// <param name="names">The labels.</param>
/// <param name="thresholds">From which probability on an image has each of them.</param>
internal sealed class LabelAnswers(IReadOnlyList<string> names, IReadOnlyList<float> thresholds) : Answers
{
    public override IReadOnlyList<string> CsvHeader => ["path", "label", .. names];

    public override (string Name, string Value) TableHeader => ("label", "probability");

    public override ImageAnswer Of(string path, float[] scores)
    {
        var all = names.Select((name, place) => new LabelProbability(name, scores[place], scores[place] >= thresholds[place])).ToArray();
        var found = all.Where(label => label.Found).OrderByDescending(label => label.Probability).ToArray();
        return new(
            path, found.Length == 0 ? [AnswerFormat.None] : [.. found.Select(label => new AnswerLine(label.Label, label.Probability))],
            [path, string.Join(';', all.Where(label => label.Found).Select(label => label.Label)), .. scores.Cast<object>()], new { path, labels = all });
    }

    /// <summary>How sure a model is of a label, and whether that is enough.</summary>
    private sealed record LabelProbability(string Label, float Probability, bool Found);
}
