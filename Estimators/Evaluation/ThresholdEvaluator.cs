using Microsoft.ML;

namespace Toolkit.Estimators.Evaluation;

/// <summary>Finds the threshold of one class's probability at which mistakes cost least, and counts the mistakes at a given one.</summary>
internal sealed class ThresholdEvaluator
{
    /// <summary>No probability is as high.</summary>
    private static readonly float Nothing = MathF.BitIncrement(1);

    private readonly string className;
    private readonly List<(float Probability, bool IsOfClass)> images = [];
    private readonly long skipped;
    private long unknown;

    /// <summary>Reads a view.</summary>
    /// <exception cref="ArgumentException">A column is missing or has another type, or the scores have no such class or are no probabilities.</exception>
    /// <exception cref="InvalidOperationException">No row has both a label and scores.</exception>
    public ThresholdEvaluator(IDataView scored, string className, string labelColumnName, string scoreColumnName)
    {
        ArgumentNullException.ThrowIfNull(scored);
        var columns = EvaluationColumns.Find(scored.Schema, labelColumnName, scoreColumnName, imagePathColumnName: null);
        var index = columns.ClassNames.ToList().IndexOf(className);
        if (index < 0)
            throw new ArgumentException($"The scores have no class '{className}'. They have {string.Join(", ", columns.ClassNames)}.", nameof(className));
        this.className = className;
        skipped = ScoredViewEvaluator.Read(scored, columns, (label, scores, row, _) =>
        {
            images.Add((Math.Clamp(Probabilities.Check(scores, row)[index], 0, 1), label.Index == index));
            if (!label.IsKnown) unknown++;
        });
    }

    /// <summary>The threshold at which the mistakes about these images cost least; of equals the lowest, which has the fewest misses.</summary>
    /// <param name="missCost">Above 0.</param>
    /// <param name="falseAlarmCost">Above 0.</param>
    /// <exception cref="InvalidOperationException">There is no image of the class, or no other one.</exception>
    public ThresholdMetrics Cheapest(double missCost, double falseAlarmCost)
    {
        CheckCost(missCost, nameof(missCost));
        CheckCost(falseAlarmCost, nameof(falseAlarmCost));
        images.Sort((one, other) => other.Probability.CompareTo(one.Probability));
        var (present, found) = (images.Count(image => image.IsOfClass), 0);
        if (present == 0 || present == images.Count)
        {
            throw new InvalidOperationException(
                $"A threshold needs images of '{className}' and others, but {present} of {images.Count} are of it. Take images of both.");
        }
        var best = Metrics(Nothing, present, misses: present, falseAlarms: 0);
        for (var i = 0; i < images.Count; i++)
        {
            if (images[i].IsOfClass) found++;
            var below = i + 1 < images.Count ? images[i + 1].Probability : float.NegativeInfinity;
            if (below == images[i].Probability) continue;
            var candidate = Metrics(Between(below, images[i].Probability), present, present - found, i + 1 - found);
            if (candidate.Cost(missCost, falseAlarmCost) <= best.Cost(missCost, falseAlarmCost)) best = candidate;
        }
        return best;
    }

    /// <summary>The mistakes at a threshold.</summary>
    public ThresholdMetrics At(float threshold)
    {
        if (!(threshold >= 0 && threshold <= Nothing))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "The threshold is a probability, 0 to 1, or the number just above 1.");
        return Metrics(
            threshold, images.Count(image => image.IsOfClass), images.Count(image => image.IsOfClass && image.Probability < threshold),
            images.Count(image => !image.IsOfClass && image.Probability >= threshold));
    }

    private ThresholdMetrics Metrics(float threshold, int present, int misses, int falseAlarms) =>
        new(className, threshold, images.Count, present, misses, falseAlarms) { SkippedRows = skipped, ImagesOfUnknownClasses = unknown };

    /// <summary>Half way, so that rounding, which differs from engine to engine, decides about neither image.</summary>
    private static float Between(float below, float above)
    {
        if (float.IsNegativeInfinity(below)) return 0; // all are reported
        var middle = (float)((below + (double)above) / 2);
        return middle > below ? middle : above;
    }

    private static void CheckCost(double cost, string name)
    {
        if (!(cost > 0 && double.IsFinite(cost))) throw new ArgumentOutOfRangeException(name, cost, "The cost of a mistake is a finite number above 0.");
    }
}
