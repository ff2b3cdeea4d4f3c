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

    protected abstract void Count(Tensor outputs, TensorBatch batch);
}
