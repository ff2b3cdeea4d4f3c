using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>What a phase trains and validates on, and how it turns a batch into logits.</summary>
/// <param name="Train">Training batches.</param>
/// <param name="Validation">Validation batches; null: none.</param>
/// <param name="TrainForward">Inputs to logits, those of auxiliary heads included, with a graph over all that learns.</param>
/// <param name="Forward">Inputs to logits for validation.</param>
internal sealed record PhaseInputs(
    IBatchSource Train, IBatchSource? Validation, Func<Tensor, TrainingOutput> TrainForward, Func<Tensor, Tensor> Forward)
    : IDisposable
{
    private FrozenBackbone? Backbone { get; init; }

    /// <summary>Everything learns.</summary>
    public static PhaseInputs Unfrozen(Network network, TrainingData data)
    {
        var (train, validation) = (data.TrainImages(augment: true, TrainingPhase.Unfrozen), data.ValidationImages());
        return data.Options.Precision == TrainingPrecision.Float32
            ? new(train, validation, images => TrainingOutput.Of(network, images), network.call)
            : new(train, validation, images => TrainingOutput.OfHead(Mixed(images)), Mixed);

        Tensor Mixed(Tensor images) => MixedPrecision.Logits(network, images);
    }

    /// <summary>The head learns on what the backbone makes of every batch anew.</summary>
    public static PhaseInputs Frozen(Network network, TrainingData data)
    {
        var (train, validation) = (data.TrainImages(data.Options.AugmentWhileFrozen, TrainingPhase.Frozen), data.ValidationImages());
        var backbone = FrozenBackbone.Of(network, data);
        return new(train, validation, images => TrainingOutput.OfHead(Logits(images)), Logits) { Backbone = backbone };

        Tensor Logits(Tensor images) => network.Head.call(backbone.HeadInput(images));
    }

    /// <summary>The head learns on features that are computed here, once.</summary>
    public static PhaseInputs FrozenWithCache(Network network, TrainingData data, WorkMeter meter, CancellationToken cancellation)
    {
        var size = data.Options.BatchSize;
        using var trainImages = data.TrainImagesInOrder();
        using var validationImages = data.ValidationImages();
        using var backbone = FrozenBackbone.Of(network, data);
        var train = FeatureBatches.Compute(backbone, trainImages, data.Exchange, size, data.Options.RunSeed, Advance, cancellation);
        try
        {
            var validation = validationImages is null
                ? null
                : FeatureBatches.Compute(backbone, validationImages, data.Exchange, size, null, Advance, cancellation);
            return new(train, validation, input => TrainingOutput.OfHead(network.Head.call(input)), network.Head.call);
        }
        catch
        {
            train.Dispose();
            throw;
        }

        void Advance(int images) => meter.Advance(images);
    }

    public void Dispose()
    {
        Train.Dispose();
        Validation?.Dispose();
        Backbone?.Dispose();
    }
}
