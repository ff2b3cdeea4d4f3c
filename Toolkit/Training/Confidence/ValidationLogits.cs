using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>What a network says of the validation images.</summary>
/// <param name="Classes">Logits of an image.</param>
/// <param name="Values">Its logits behind those of the image before.</param>
/// <param name="Labels">One an image; none in tasks that have none.</param>
internal sealed record ValidationLogits(int Classes, float[] Values, int[] Labels)
{
    public int Images => Values.Length / Classes;

    /// <summary>Scores all validation images as the trained network will score others: each rank its share, for all.</summary>
    /// <param name="network">Set to evaluation mode and left in it.</param>
    /// <param name="data">Has validation images.</param>
    public static ValidationLogits Of(Network network, TrainingData data)
    {
        using var images = data.ValidationImages()!;
        using var folded = new FoldedNetwork(network);
        List<float> values = [];
        List<int> labels = [];
        foreach (var batch in images.Epoch(0, CancellationToken.None))
        {
            using var scope = NewDisposeScope();
            using (batch)
            {
                values.AddRange(folded.Logits(batch.Inputs).cpu().data<float>());
                if (batch.HasLabels) labels.AddRange(batch.Labels.cpu().data<long>().Select(label => (int)label));
            }
        }
        return new(network.Classes, data.Exchange.AllGatherRows<float>([.. values], network.Classes), data.Exchange.AllGatherRows<int>([.. labels], 1));
    }

    /// <summary>The logits of an image.</summary>
    public ReadOnlySpan<float> this[int image] => Values.AsSpan(image * Classes, Classes);

    /// <summary>All logits divided by a number.</summary>
    public ValidationLogits DividedBy(double temperature) => this with { Values = [.. Values.Select(value => (float)(value / temperature))] };

    /// <summary>The highest class probability of an image, and whether it is that of the image's class.</summary>
    public (float Confidence, bool IsRight) AnswerTo(int image)
    {
        var logits = this[image];
        var highest = 0;
        for (var i = 1; i < logits.Length; i++)
            if (logits[i] > logits[highest]) highest = i;
        double sum = 0;
        foreach (var logit in logits) sum += Math.Exp((double)logit - logits[highest]);
        return ((float)(1 / sum), highest == Labels[image]);
    }
}
