using Toolkit.Data;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>Mean loss, and the metric of the task, over the batches so far, each batch with the weight of its images.</summary>
internal abstract class RunningScore
{
    private double lossSum;

    public long Images { get; private set; }

    public double Loss => lossSum / Images;

    /// <summary>The metric over all batches so far.</summary>
    public abstract double Value { get; }

    /// <summary>What may stand for it after every step, where it would be too dear to compute then.</summary>
    public virtual double RecentValue => Value;

    public static RunningScore Of(LearningTask task) => task switch
    {
        LearningTask.MultiLabel => new RunningAveragePrecision(),
        LearningTask.Regression => new RunningRSquared(),
        _ => new RunningAccuracy(),
    };

    public void Add(Tensor outputs, TensorBatch batch, double loss)
    {
        lossSum += loss * batch.Count;
        Images += batch.Count;
        Count(outputs, batch);
    }

    /// <summary>The score over the images of all ranks.</summary>
    public RunningScore OfAll(IGradientExchange exchange, LearningTask task)
    {
        if (exchange.IsAlone()) return this;
        var all = Of(task);
        foreach (var part in exchange.AllGather<double>([lossSum, Images, .. Counts()]))
        {
            all.lossSum += part[0];
            all.Images += (long)part[1];
            if (part[1] > 0) all.AddCounts((long)part[1], part.AsSpan(2));
        }
        return all;
    }

    protected abstract void Count(Tensor outputs, TensorBatch batch);

    /// <summary>What was counted, for another rank.</summary>
    protected abstract double[] Counts();

    /// <summary>Adds what another rank counted (<see cref="Counts"/>).</summary>
    /// <param name="images">In how many images; at least 1.</param>
    /// <param name="counts">What it counted.</param>
    protected abstract void AddCounts(long images, ReadOnlySpan<double> counts);
}
