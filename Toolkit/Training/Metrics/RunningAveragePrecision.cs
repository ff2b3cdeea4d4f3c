using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>Mean average precision: the images of every label have to be ranked, so that all outputs are kept.</summary>
internal sealed class RunningAveragePrecision : RunningScore
{
    /// <summary>By how much the images have to grow before they are ranked anew between the steps, so that the work stays in proportion.</summary>
    private const double Growth = 1.1;

    private readonly List<float> scores = [];
    private readonly List<bool> isTrue = [];
    private int labels;
    private double recent, recentImages;

    public override double Value => MeanAveragePrecision.Of(scores, isTrue, labels);

    public override double RecentValue
    {
        get
        {
            if (Images >= Growth * recentImages) (recent, recentImages) = (Value, Images);
            return recent;
        }
    }

    protected override void Count(Tensor outputs, TensorBatch batch)
    {
        using var scope = NewDisposeScope();
        labels = (int)outputs.shape[1];
        scores.AddRange(outputs.detach().cpu().data<float>());
        isTrue.AddRange(batch.Targets!.cpu().data<float>().Select(target => target > 0.5f));
    }

    protected override double[] Counts() => [labels, .. scores.Select(score => (double)score), .. isTrue.Select(isSo => isSo ? 1.0 : 0)];

    protected override void AddCounts(long images, ReadOnlySpan<double> counts)
    {
        labels = (int)counts[0];
        var values = counts[1..];
        foreach (var score in values[..(values.Length / 2)]) scores.Add((float)score);
        foreach (var isSo in values[(values.Length / 2)..]) isTrue.Add(isSo > 0);
    }
}
