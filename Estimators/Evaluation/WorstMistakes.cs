namespace Toolkit.Estimators.Evaluation;

/// <summary>Keeps the most confident of many mistakes.</summary>
/// <param name="limit">The most that are kept.</param>
internal sealed class WorstMistakes(int limit)
{
    // The least of the kept ones comes out first; of equally confident ones, the later row.
    private readonly PriorityQueue<Mistake, (float Confidence, long Row)> kept = new();

    /// <summary>
    /// Whether a mistake is among the worst so far. Ask first: looking up a path costs more than most mistakes are worth.
    /// </summary>
    public bool Wants(float confidence) => kept.Count < limit || (kept.TryPeek(out var least, out _) && confidence > least.Confidence);

    public void Add(Mistake mistake)
    {
        kept.Enqueue(mistake, (mistake.Confidence, -mistake.Row));
        if (kept.Count > limit) kept.Dequeue();
    }

    /// <summary>The kept ones, the most confident first.</summary>
    public Mistake[] ToArray() =>
        [.. kept.UnorderedItems.Select(item => item.Element)
            .OrderByDescending(mistake => mistake.Confidence).ThenBy(mistake => mistake.Row)];
}
