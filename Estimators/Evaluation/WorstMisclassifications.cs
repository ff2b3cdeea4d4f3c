namespace Toolkit.Estimators.Evaluation;

/// <summary>Keeps the most confident of many misclassifications.</summary>
/// <param name="limit">The most that are kept.</param>
internal sealed class WorstMisclassifications(int limit)
{
    // The least of the kept ones comes out first; of equally confident ones, the later row.
    private readonly PriorityQueue<Misclassification, (float Confidence, long Row)> kept = new();

    /// <summary>
    /// Whether one with this confidence is among the worst so far. Ask first: looking up a path costs more than most of them are worth.
    /// </summary>
    public bool Wants(float confidence) => kept.Count < limit || (kept.TryPeek(out var least, out _) && confidence > least.Confidence);

    public void Add(Misclassification misclassification)
    {
        kept.Enqueue(misclassification, (misclassification.Confidence, -misclassification.Row));
        if (kept.Count > limit) kept.Dequeue();
    }

    /// <summary>The kept ones, the most confident first.</summary>
    public Misclassification[] ToArray() =>
        [.. kept.UnorderedItems.Select(item => item.Element)
            .OrderByDescending(image => image.Confidence).ThenBy(image => image.Row)];
}
