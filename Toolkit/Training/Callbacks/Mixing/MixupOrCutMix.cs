using Toolkit.Text;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>Mixes each batch by <see cref="Training.Mixup"/> or by <see cref="Training.CutMix"/>, as today's recipes for training from scratch do (timm, torchvision).</summary>
public sealed class MixupOrCutMix : TrainingCallback
{
    /// <summary>Sets both.</summary>
    /// <param name="mixup">Null: with its defaults.</param>
    /// <param name="cutMix">Null: with its defaults.</param>
    /// <param name="cutMixShare">How often it is CutMix, 0 to 1. Default 0.5.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not 0 to 1.</exception>
    public MixupOrCutMix(Mixup? mixup = null, CutMix? cutMix = null, double cutMixShare = 0.5) =>
        (Mixup, CutMix, CutMixShare) = (mixup ?? new Mixup(), cutMix ?? new CutMix(), Require.Probability(cutMixShare));

    /// <summary>The one.</summary>
    public Mixup Mixup { get; }

    /// <summary>The other.</summary>
    public CutMix CutMix { get; }

    /// <summary>How often it is the other.</summary>
    public double CutMixShare { get; }

    /// <inheritdoc/>
    public override TensorBatch OnBatch(TrainingContext run, TensorBatch batch)
    {
        using var number = rand(1);
        return number.item<float>() < CutMixShare && run.BatchesAreImages ? CutMix.OnBatch(run, batch) : Mixup.OnBatch(run, batch);
    }
}
