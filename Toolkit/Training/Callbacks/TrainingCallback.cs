using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// Takes part in a training run: it may change batches, the loss, gradients and weights, and stop the run. Derive from it, override what you
/// need, and pass an object in <see cref="FineTuningOptions.Callbacks"/>. All methods are called on the thread that trains, those of several
/// callbacks in the order of the list.
/// </summary>
/// <remarks>
/// Tensors made in a method are freed when it is over, or where it is a step's, with the step; what has to last is detached
/// (<c>DetachFromDisposeScope</c>). Random numbers of torch make a run repeatable, since every checkpoint holds their state; those of other
/// generators do not. A checkpoint knows a callback by its type and the numbers that it was constructed with. Of several processes
/// (<see cref="FineTuningOptions.Distributed"/>) each has its callbacks: <see cref="TrainingContext.Stop"/> counts on rank 0, and all must hold back the same
/// steps and change weights and gradients alike.
/// </remarks>
public abstract class TrainingCallback
{
    /// <summary>Before the first epoch, or the first after a checkpoint; then after <see cref="Restore"/>. Forget an earlier run.</summary>
    public virtual void OnRunStarting(TrainingContext run) { }

    /// <summary>Before the first step of an epoch.</summary>
    public virtual void OnEpochStarting(TrainingContext run) { }

    /// <summary>Before the forward pass: the batch to train on, such as <c>batch with { Inputs = … }</c>; both are freed after the step.</summary>
    public virtual TensorBatch OnBatch(TrainingContext run, TensorBatch batch) => batch;

    /// <summary>After the forward pass: the loss whose gradients are taken.</summary>
    /// <param name="run">The run.</param>
    /// <param name="batch">What was trained on.</param>
    /// <param name="logits"><c>[N, Classes]</c>, with a graph.</param>
    /// <param name="loss">A scalar with a graph.</param>
    public virtual Tensor OnLoss(TrainingContext run, TensorBatch batch, Tensor logits, Tensor loss) => loss;

    /// <summary>
    /// After the backward pass, without a graph: change the <c>grad</c> of the parameters in <see cref="TrainingContext.ParamGroups"/>, or hold
    /// the step back (<see cref="TrainingContext.HoldStep"/>).
    /// </summary>
    public virtual void OnGradients(TrainingContext run) { }

    /// <summary>After the optimizer's step, without a graph: change weights, or keep copies of them.</summary>
    public virtual void OnStepTaken(TrainingContext run) { }

    /// <summary>After the steps of an epoch, before its validation. Weights changed here are the ones that are judged, and kept if best.</summary>
    public virtual void OnValidationStarting(TrainingContext run) { }

    /// <summary>After an epoch's validation, before the checkpoint is written. <see cref="TrainingContext.Stop"/> makes it the last one.</summary>
    public virtual void OnEpochCompleted(TrainingContext run, EpochReport report) { }

    /// <summary>After the run, however it ends; the network holds the best weights.</summary>
    public virtual void OnRunCompleted(TrainingContext run) { }

    /// <summary>What a run that goes on after a checkpoint needs, by name: new tensors, on any device. None by default.</summary>
    public virtual IReadOnlyDictionary<string, Tensor> Capture() => new Dictionary<string, Tensor>();

    /// <summary>Takes over what <see cref="Capture"/> returned at the end of the checkpoint's epoch. Called only where there was something.</summary>
    /// <param name="state">Tensors on the CPU, which are freed afterwards.</param>
    public virtual void Restore(IReadOnlyDictionary<string, Tensor> state) { }
}
