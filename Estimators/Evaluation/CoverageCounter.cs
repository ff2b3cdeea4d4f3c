namespace Toolkit.Estimators.Evaluation;

/// <summary>Counts the answers, and the correct ones among them, from several thresholds on.</summary>
/// <param name="own">The model's own threshold; null: it has none.</param>
internal sealed class CoverageCounter(float? own)
{
    private static readonly float[] Usual = [0, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 0.95f, 0.99f];

    private readonly Count[] counts = [.. (own is { } threshold ? Usual.Append(threshold) : Usual).Distinct().Order().Select(least => new Count(least))];
    private long images;

    /// <summary>Counts a prediction.</summary>
    public void Add(float confidence, bool isCorrect)
    {
        images++;
        foreach (var count in counts)
        {
            if (confidence < count.Threshold) return;
            count.Answered++;
            if (isCorrect) count.Correct++;
        }
    }

    /// <summary>One point a threshold, the lowest first.</summary>
    public CoveragePoint[] ToPoints() => [.. counts.Select(count => new CoveragePoint(
        count.Threshold, (double)count.Answered / images, (double)count.Correct / count.Answered))];

    private sealed class Count(float threshold)
    {
        public float Threshold => threshold;

        public long Answered { get; set; }

        public long Correct { get; set; }
    }
}
