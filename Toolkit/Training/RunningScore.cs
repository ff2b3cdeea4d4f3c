using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>Mean loss and accuracy over the batches so far, each batch with the weight of its images.</summary>
internal sealed class RunningScore
{
    private double lossSum;
    private long correct;

    public long Images { get; private set; }

    public double Loss => lossSum / Images;

    public double Accuracy => (double)correct / Images;

    public void Add(Tensor logits, Tensor labels, double loss)
    {
        using var predicted = logits.argmax(1);
        using var hits = predicted.eq(labels);
        using var sum = hits.sum();
        correct += sum.item<long>();
        lossSum += loss * labels.shape[0];
        Images += labels.shape[0];
    }
}
