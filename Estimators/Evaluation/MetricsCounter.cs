using Toolkit.Estimators.Scoring;
using Toolkit.Reporting;

namespace Toolkit.Estimators.Evaluation;

/// <summary>Sums over scored images, of which the metrics are made; the memory depends on the number of classes alone.</summary>
/// <param name="classNames">The classes of the scores.</param>
/// <param name="scores">What the scores say about themselves.</param>
/// <param name="options">What is counted.</param>
internal sealed class MetricsCounter(IReadOnlyList<string> classNames, ScoreAnnotations scores, EvaluationOptions options)
{
    /// <summary>
    /// Lower probabilities count as this one, as in ML.NET: a single confident misclassification does not make the log-loss infinite.
    /// </summary>
    private const float SmallestProbability = 1e-15f;

    private readonly ConfusionTable confusion = new(classNames);
    private readonly CalibrationCounter calibration = new(options.CalibrationBins), unscaled = new(options.CalibrationBins);
    private readonly CoverageCounter coverage = new(scores.RejectThreshold);
    private readonly WorstMisclassifications misclassifications = new(options.WorstMisclassifications);
    private readonly long[] imagesOfRank = new long[classNames.Count];
    private readonly double[] logLossOfClass = new double[classNames.Count];
    private long images, unknown;
    private double logLoss;

    /// <summary>Rows that were left out.</summary>
    public long Skipped { get; set; }

    /// <summary>Counts an image.</summary>
    /// <param name="label">Its class.</param>
    /// <param name="ofClasses">One finite score a class.</param>
    /// <param name="row">Number of its row.</param>
    /// <param name="readPath">Gives its path; called only where it is among the worst misclassifications.</param>
    public void Add(TrueClass label, ReadOnlySpan<float> ofClasses, long row, Func<string?> readPath)
    {
        var predicted = IndexOfHighest(ofClasses);
        var (score, confidence) = (label.IsKnown ? ofClasses[label.Index] : 0, ofClasses[predicted]);
        images++;
        CountConfidence(ofClasses, confidence, predicted == label.Index);
        CountLoss(label, score);
        if (label.IsKnown) CountRank(label.Index, ofClasses, predicted);
        else unknown++;
        if (predicted != label.Index && misclassifications.Wants(confidence))
            misclassifications.Add(new Misclassification(row, readPath(), label.Name, classNames[predicted], confidence, score));
    }

    public ImageClassificationMetrics ToMetrics()
    {
        ClassMetrics[] classes = [.. Enumerable.Range(0, classNames.Count).Select(ToClassMetrics)];
        var present = classes.Where(item => item.Support > 0).ToList();
        var calibrated = calibration.ToCalibration();
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
            Calibration = calibrated,
            CalibrationBeforeScaling = scores.Temperature is null ? null : unscaled.ToCalibration(),
            Coverage = calibrated is null ? [] : coverage.ToPoints(),
            WorstMisclassifications = misclassifications.ToArray(),
            Images = images,
            ImagesOfUnknownClasses = unknown,
            SkippedRows = Skipped,
        };
    }

    private void CountConfidence(ReadOnlySpan<float> ofClasses, float confidence, bool isCorrect)
    {
        calibration.Add(ofClasses, confidence, isCorrect);
        coverage.Add(confidence, isCorrect);
        if (scores.Temperature is { } temperature) unscaled.Add(ofClasses, Unscaled(ofClasses, confidence, temperature), isCorrect);
    }

    /// <summary>The highest probability before the logits were divided by the temperature: they are its product with the logarithms, but for a summand.</summary>
    private static float Unscaled(ReadOnlySpan<float> probabilities, float highest, double temperature)
    {
        double sum = 0;
        foreach (var probability in probabilities) sum += Math.Pow((double)probability / highest, temperature);
        return (float)(1 / sum);
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
