using Microsoft.ML.Data;

namespace Microsoft.ML.Evaluate;

/// <summary>Sums over scored examples, of which the metrics are made.</summary>
internal sealed class MulticlassCounters(int classes)
{
    /// <summary>Probabilities below this count as this in log-losses, so that one confident mistake does not make them infinite.</summary>
    private const float SmallestProbability = 1e-15f;

    private readonly double[] examplesOfClass = new double[classes];
    private readonly double[] logLossOfClass = new double[classes];
    private readonly double[] examplesOfRank = new double[classes + 1];
    private readonly double[][] confusion = [.. Enumerable.Range(0, classes).Select(_ => new double[classes])];
    private double examples, logLoss, correct;

    /// <summary>Adds one example.</summary>
    /// <param name="label">The true class, from 0. One that the model does not know counts as wrong, with the greatest log-loss.</param>
    /// <param name="scores">One finite score for each class.</param>
    public void Add(int label, ReadOnlySpan<float> scores)
    {
        var known = label < classes;
        var probability = known ? Math.Clamp(scores[label], SmallestProbability, 1) : SmallestProbability;
        var loss = -Math.Log(probability);
        var rank = Rank(label, known ? scores[label] : 0, scores);
        examples++;
        logLoss += loss;
        examplesOfRank[rank]++;
        if (!known) return;
        examplesOfClass[label]++;
        logLossOfClass[label] += loss;
        if (rank == 0) correct++;
        confusion[label][rank == 0 ? label : IndexOfHighest(scores)]++;
    }

    /// <summary>The metrics of all examples added.</summary>
    /// <param name="topK">The K of the top-K accuracy; 0 for none.</param>
    /// <param name="classNames">For the confusion table, one for each class.</param>
    public MulticlassClassificationMetrics ToMetrics(int topK, IReadOnlyList<string> classNames) => new()
    {
        MicroAccuracy = Mean(correct),
        MacroAccuracy = MacroAccuracy(),
        LogLoss = Mean(logLoss),
        LogLossReduction = (Entropy() - Mean(logLoss)) / Entropy(),
        TopKPredictionCount = topK,
        TopKAccuracyForAllK = topK > 0 ? TopKAccuracies(topK) : null,
        PerClassLogLoss = [.. logLossOfClass.Select((sum, i) => examplesOfClass[i] > 0 ? sum / examplesOfClass[i] : 0)],
        ConfusionMatrix = new ConfusionMatrix(confusion, classNames),
    };

    /// <summary>How many classes come before the true one, by higher score or, of equal scores, by lower index.</summary>
    private static int Rank(int label, float score, ReadOnlySpan<float> scores)
    {
        var rank = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] > score || (scores[i] == score && i < label)) rank++;
        }
        return rank;
    }

    private static int IndexOfHighest(ReadOnlySpan<float> scores)
    {
        var highest = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[highest]) highest = i;
        }
        return highest;
    }

    private double Mean(double sum) => examples > 0 ? sum / examples : 0;

    private double MacroAccuracy()
    {
        var accuracies = Enumerable.Range(0, classes).Where(i => examplesOfClass[i] > 0).Select(i => confusion[i][i] / examplesOfClass[i]);
        return accuracies.DefaultIfEmpty(0).Average();
    }

    /// <summary>The log-loss of a classifier that always answers with the frequencies of the classes.</summary>
    private double Entropy() => -examplesOfClass.Where(count => count > 0).Sum(count => count / examples * Math.Log(count / examples));

    private double[] TopKAccuracies(int topK)
    {
        var accuracies = new double[Math.Min(topK, examplesOfRank.Length)];
        double sum = 0;
        for (var k = 0; k < accuracies.Length; k++) accuracies[k] = Mean(sum += examplesOfRank[k]);
        return accuracies;
    }
}
