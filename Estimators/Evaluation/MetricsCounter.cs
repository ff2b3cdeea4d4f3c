using Toolkit.Reporting;

namespace Toolkit.Estimators.Evaluation;

/// <summary>Sums over scored images, of which the metrics are made; the memory depends on the number of classes alone.</summary>
internal sealed class MetricsCounter(IReadOnlyList<string> classNames, EvaluationOptions options)
{
    /// <summary>
    /// Lower probabilities count as this one, as in ML.NET: a single confident misclassification does not make the log-loss infinite.
    /// </summary>
    private const float SmallestProbability = 1e-15f;

    private readonly ConfusionTable confusion = new(classNames);
    private readonly CalibrationCounter calibration = new(options.CalibrationBins);
    private readonly WorstMisclassifications misclassifications = new(options.WorstMisclassifications);
    private readonly long[] imagesOfRank = new long[classNames.Count];
    private readonly double[] logLossOfClass = new double[classNames.Count];
    private long images, unknown;
    private double logLoss;

    /// <summary>Rows that were left out.</summary>
    public long Skipped { get; set; }

    /// <summary>Counts an image.</summary>
    /// <param name="label">Its class.</param>
    /// <param name="scores">One finite score a class.</param>
    /// <param name="row">Number of its row.</param>
    /// <param name="readPath">Gives its path; called only where it is among the worst misclassifications.</param>
    public void Add(TrueClass label, ReadOnlySpan<float> scores, long row, Func<string?> readPath)
    {
        var predicted = IndexOfHighest(scores);
        var score = label.IsKnown ? scores[label.Index] : 0;
        images++;
        calibration.Add(scores, scores[predicted], predicted == label.Index);
        CountLoss(label, score);
        if (label.IsKnown) CountRank(label.Index, scores, predicted);
        else unknown++;
        if (predicted != label.Index && misclassifications.Wants(scores[predicted]))
            misclassifications.Add(new Misclassification(row, readPath(), label.Name, classNames[predicted], scores[predicted], score));
    }

    public ImageClassificationMetrics ToMetrics()
    {
        ClassMetrics[] classes = [.. Enumerable.Range(0, classNames.Count).Select(ToClassMetrics)];
        var present = classes.Where(item => item.Support > 0).ToList();
        return new ImageClassificationMetrics
        {
            MicroAccuracy = (double)confusion.Correct / images,
            MacroAccuracy = Mean(present, item => item.Recall),
            MacroPrecision = Mean(present, item => item.Predicted > 0 ? item.Precision : 0),
            MacroF1 = Mean(present, item => item.F1),
            WeightedF1 = present.Sum(item => item.F1 * item.Support) / present.Sum(item => item.Support),
            LogLoss = logLoss / images,
            LogLossReduction = (Entropy(present) - logLoss / images) / Entropy(present),
            TopKAccuracyForAllK = TopKAccuracies(),
            Classes = classes,
            ConfusionTable = confusion,
            Calibration = calibration.ToCalibration(),
            WorstMisclassifications = misclassifications.ToArray(),
            Images = images,
            ImagesOfUnknownClasses = unknown,
            SkippedRows = Skipped,
        };
    }

    private void CountLoss(TrueClass label, float score)
    {
        var loss = -Math.Log(Math.Clamp(score, SmallestProbability, 1));
        logLoss += loss;
        if (label.IsKnown) logLossOfClass[label.Index] += loss;
    }

    private void CountRank(int label, ReadOnlySpan<float> scores, int predicted)
    {
        confusion.Add(label, predicted);
        var rank = 0;
        for (var i = 0; i < scores.Length; i++)
            if (scores[i] > scores[label] || (scores[i] == scores[label] && i < label)) rank++;
        imagesOfRank[rank]++;
    }

    private ClassMetrics ToClassMetrics(int label)
    {
        var support = confusion.ActualCount(label);
        return new ClassMetrics(
            classNames[label], support, confusion.PredictedCount(label), confusion.Precision(label), confusion.Recall(label),
            confusion.F1(label), support > 0 ? logLossOfClass[label] / support : 0);
    }

    private double[] TopKAccuracies()
    {
        long sum = 0;
        return [.. imagesOfRank.Select(count => (double)(sum += count) / images)];
    }

    /// <summary>The log-loss of predicting the frequencies of the classes.</summary>
    private double Entropy(List<ClassMetrics> present) =>
        -present.Sum(item => (double)item.Support / images * Math.Log((double)item.Support / images));

    private static double Mean(List<ClassMetrics> present, Func<ClassMetrics, double> value) =>
        present.Count > 0 ? present.Average(value) : 0;

    private static int IndexOfHighest(ReadOnlySpan<float> scores)
    {
        var highest = 0;
        for (var i = 1; i < scores.Length; i++)
            if (scores[i] > scores[highest]) highest = i;
        return highest;
    }
}
