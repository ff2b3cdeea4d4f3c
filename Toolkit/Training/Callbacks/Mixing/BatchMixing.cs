using Toolkit.LibTorch;
using Toolkit.Text;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// Mixes the images of a batch in pairs, and what the network is to say of them alike. Each image gets another of its batch as its partner, and all
/// pairs the same share. Derived classes say how images are mixed.
/// </summary>
public abstract class BatchMixing : TrainingCallback
{
    // Two images of weight 0 count nothing, whatever their targets are.
    private const float Smallest = 1e-30f;

    private protected BatchMixing(double alpha, double probability) =>
        (Alpha, Probability) = (Require.Positive(alpha), Require.Probability(probability));

    /// <summary>The share of the first image in a pair is drawn from Beta(α, α).</summary>
    public double Alpha { get; }

    /// <summary>How often a batch is mixed, 0 to 1.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override TensorBatch OnBatch(TrainingContext run, TensorBatch batch)
    {
        if (!batch.HasLabels)
            throw new InvalidOperationException($"{GetType().Name} mixes images of one class each. Leave it out for several labels an image, and for numbers.");
        if (!Suits(run) || !Happens()) return batch;
        var partners = randperm(batch.Count, device: batch.Labels.device);
        var (inputs, share) = Mix(batch.Inputs, partners, BetaNumbers.Next(Alpha));
        return MixedTargets(batch with { Inputs = inputs }, partners, share, run.Network.Classes);
    }

    /// <summary>Whether the batches of the present phase can be mixed in this way.</summary>
    private protected abstract bool Suits(TrainingContext run);

    /// <summary>Mixes inputs with those of their partners.</summary>
    /// <param name="inputs">Those of the batch.</param>
    /// <param name="partners">The number of each one's partner.</param>
    /// <param name="share">The share that each is to keep of itself.</param>
    /// <returns>The mixed ones, and the share that they have kept.</returns>
    private protected abstract (Tensor Inputs, double Share) Mix(Tensor inputs, Tensor partners, double share);

    /// <summary>
    /// The cross-entropy is linear in the targets: the loss of the mixed targets is the mixed loss of both, and where images have weights, each part has
    /// its own.
    /// </summary>
    private static TensorBatch MixedTargets(TensorBatch batch, Tensor partners, double share, int classes)
    {
        var targets = batch.Targets ?? nn.functional.one_hot(batch.Labels, classes).to(ScalarType.Float32);
        if (batch.Weights is not { } weights) return batch with { Targets = Mixed(targets, partners, share) };
        var mixedWeights = Mixed(weights, partners, share);
        var weighted = Mixed(targets.mul(weights.unsqueeze(1)), partners, share);
        return batch with { Targets = weighted.div(maximum(mixedWeights, tensor(Smallest, device: weights.device)).unsqueeze(1)), Weights = mixedWeights };
    }

    private bool Happens()
    {
        using var number = rand(1);
        return number.item<float>() < Probability;
    }

    /// <summary><c>share · values + (1 - share) · those of the partners</c>.</summary>
    private protected static Tensor Mixed(Tensor values, Tensor partners, double share) =>
        Arithmetic.Add(Arithmetic.Multiply(values, share), values.index_select(0, partners), 1 - share);
}
