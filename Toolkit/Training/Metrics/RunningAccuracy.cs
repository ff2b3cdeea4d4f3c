using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>Share of the images whose highest logit is that of their label.</summary>
internal sealed class RunningAccuracy : RunningScore
{
    private long correct;

    public override double Value => (double)correct / Images;

    protected override void Count(Tensor outputs, TensorBatch batch)
    {
        using var predicted = outputs.argmax(1);
        using var hits = predicted.eq(batch.Labels);
        using var sum = hits.sum();
        correct += sum.item<long>();
    }

    protected override double[] Counts() => [correct];

    protected override void AddCounts(long images, ReadOnlySpan<double> counts) => correct += (long)counts[0];
}
