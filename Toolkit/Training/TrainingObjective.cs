using Toolkit.Data;
using Toolkit.LibTorch;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>What a training run makes small, and what it is judged by.</summary>
internal sealed class TrainingObjective
{
    private readonly Loss training, validation;
    private readonly float[]? positiveWeights;

    /// <summary>That of a training run.</summary>
    /// <param name="task">What the network is to say.</param>
    /// <param name="options">Name the loss, and how it is smoothed.</param>
    /// <param name="positiveWeights">How much more the images count that have a label than those that do not, one a label; null: the same.</param>
    /// <exception cref="ArgumentException">The loss does not suit the task, or knows no label smoothing, which is asked for.</exception>
    public TrainingObjective(LearningTask task, FineTuningOptions options, float[]? positiveWeights)
    {
        (Task, this.positiveWeights) = (task, positiveWeights);
        validation = options.Loss ?? Loss.For(task);
        if (!validation.Suits(task))
        {
            throw new ArgumentException(
                $"{nameof(FineTuningOptions)}.{nameof(FineTuningOptions.Loss)} {validation.GetType().Name} is not for {task}. "
                + $"Leave it out for {Loss.For(task).GetType().Name}.");
        }
        training = options.LabelSmoothing == 0 ? validation : validation.Smoothed(options.LabelSmoothing) ?? throw new ArgumentException(
            $"{validation.GetType().Name} knows no label smoothing, but {nameof(FineTuningOptions)}.{nameof(FineTuningOptions.LabelSmoothing)} is "
            + FormattableString.Invariant($"{options.LabelSmoothing}. Leave it out."));
    }

    /// <summary>That of a network which is measured.</summary>
    public TrainingObjective(LearningTask task) : this(task, new FineTuningOptions(), null)
    {
    }

    public LearningTask Task { get; }

    /// <summary>The loss of a step: that of the outputs, plus the weighted one of each auxiliary head's. With weights, the mean is of each image's loss times its weight.</summary>
    public Tensor TrainingLoss(TrainingOutput output, TensorBatch batch)
    {
        var loss = Mean(training, output.Logits, batch);
        foreach (var outputs in output.Auxiliary) loss = Arithmetic.Add(loss, Mean(training, outputs, batch), output.AuxiliaryWeight);
        return loss;
    }

    /// <summary>The loss by which an epoch is judged: never smoothed.</summary>
    public Tensor ValidationLoss(Tensor outputs, TensorBatch batch) => Mean(validation, outputs, batch, balanced: false);

    private Tensor Mean(Loss loss, Tensor outputs, TensorBatch batch, bool balanced = true)
    {
        var targets = TargetsOf(batch, outputs);
        var losses = loss.Of(outputs, targets, Task);
        if (losses.dim() is not (1 or 2) || losses.shape[0] != batch.Count)
        {
            throw new InvalidOperationException(
                $"{loss.GetType().Name} gives losses of the shape [{string.Join(", ", losses.shape)}], but must give one an image, [{batch.Count}], or one an "
                + $"output, [{string.Join(", ", outputs.shape)}]. Leave out the mean, which is taken behind it.");
        }
        if (balanced && positiveWeights is not null) losses = losses.mul(WeightsOf(targets, positiveWeights));
        if (losses.dim() > 1) losses = losses.mean([1]);
        return (batch.Weights is null ? losses : losses.mul(batch.Weights)).mean();
    }

    private Tensor TargetsOf(TensorBatch batch, Tensor outputs)
    {
        if (Task == LearningTask.Classification) return batch.Targets ?? batch.Labels;
        if (batch.Targets is { } targets && targets.shape.SequenceEqual(outputs.shape)) return targets;
        throw new InvalidOperationException(
            $"A batch for {Task} needs targets of the shape [{string.Join(", ", outputs.shape)}], but a callback left "
            + (batch.Targets is null ? "none." : $"[{string.Join(", ", batch.Targets.shape)}]."));
    }

    /// <summary>The weight of the label where an image has it, else 1.</summary>
    private static Tensor WeightsOf(Tensor targets, float[] positiveWeights)
    {
        var gains = tensor([.. positiveWeights.Select(weight => weight - 1)], device: targets.device);
        return Arithmetic.Add(targets.mul(gains), 1);
    }
}
