using Toolkit.Training;

namespace Toolkit.Estimators.Evaluation;

/// <summary>Counts right and wrong labels.</summary>
/// <param name="names">Names of the labels.</param>
internal sealed class LabelCounter(IReadOnlyList<string> names)
{
    private readonly long[] support = new long[names.Count], predicted = new long[names.Count], hits = new long[names.Count];
    private readonly List<float[]> scores = [];
    private readonly List<bool[]> labels = [];
    private long allRight, wrong, skipped;

    public long Images => scores.Count;

    /// <summary>Counts an image; each array has one value a label, 1 or 0, or its probability.</summary>
    public void Add(float[] truth, float[] probabilities, float[] said)
    {
        if (!probabilities.All(float.IsFinite))
        {
            skipped++;
            return;
        }
        scores.Add(probabilities);
        labels.Add([.. truth.Select(value => value > 0)]);
        var mistakes = 0;
        for (var i = 0; i < names.Count; i++)
        {
            if (truth[i] > 0) support[i]++;
            if (said[i] > 0) predicted[i]++;
            if (truth[i] > 0 && said[i] > 0) hits[i]++;
            if (truth[i] != said[i]) mistakes++;
        }
        wrong += mistakes;
        if (mistakes == 0) allRight++;
    }

    public ImageMultiLabelMetrics ToMetrics()
    {
        LabelMetrics[] metrics = [.. Enumerable.Range(0, names.Count).Select(MetricsOf)];
        var present = metrics.Where(label => label.Support > 0).ToList();
        return new()
        {
            MeanAveragePrecision = Mean(present, label => label.AveragePrecision),
            MicroF1 = 2.0 * hits.Sum() / (support.Sum() + predicted.Sum()),
            MacroF1 = Mean(present, label => label.F1),
            SubsetAccuracy = (double)allRight / Images,
            HammingLoss = (double)wrong / Images / names.Count,
            Labels = metrics,
            Images = Images,
            SkippedRows = skipped,
        };
    }

    private LabelMetrics MetricsOf(int label) => new(
        names[label], support[label], predicted[label], (double)hits[label] / predicted[label], (double)hits[label] / support[label],
        2.0 * hits[label] / (support[label] + predicted[label]),
        AveragePrecision.Of([.. scores.Select(image => image[label])], [.. labels.Select(image => image[label])]));

    private static double Mean(List<LabelMetrics> labels, Func<LabelMetrics, double> value) =>
        labels.Select(value).DefaultIfEmpty(double.NaN).Average();
}
