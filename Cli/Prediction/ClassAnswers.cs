namespace Toolkit.Cli.Prediction;

/// <summary>The answers of a classifier: the most probable classes.</summary>
/// <param name="names">The classes.</param>
/// <param name="top">How many are wanted at most; 0 for all.</param>
/// <param name="least">The probability that an answer must have.</param>
internal sealed class ClassAnswers(IReadOnlyList<string> names, int top, float least) : Answers
{
    private readonly int count = top > 0 ? Math.Min(top, names.Count) : names.Count;

    public override IReadOnlyList<string> CsvHeader =>
        ["path", "answer", .. Enumerable.Range(1, count).SelectMany(rank => new[] { $"class{rank}", $"probability{rank}" })];

    public override (string Name, string Value) TableHeader => ("class", "probability");

    public override ImageAnswer Of(string path, float[] scores)
    {
        var best = names.Zip(scores, (name, score) => new ClassProbability(name, score)).OrderByDescending(item => item.Probability).Take(count).ToArray();
        var answer = best[0].Probability >= least ? best[0].Class : null;
        AnswerLine[] none = answer is null ? [AnswerFormat.None] : [];
        return new(
            path, [.. none, .. best.Select(item => new AnswerLine(item.Class, item.Probability))],
            [path, answer ?? "", .. best.SelectMany(item => new object[] { item.Class, item.Probability })], new { path, answer, classes = best });
    }

    /// <summary>How sure a classifier is of a class.</summary>
    private sealed record ClassProbability(string Class, float Probability);
}
