using Toolkit.LibTorch;
using Toolkit.Training;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Toolkit.UnitTests.Training;

/// <summary>An optimizer as a user's program would write it: steps by the sign of a running mean of gradients.</summary>
internal sealed record SignDescent(double Beta) : Optimizer
{
    public override void Update(Parameter parameter, Tensor gradient, double rate, ParameterState state)
    {
        var mean = Arithmetic.MultiplyInPlace(state["mean"], Beta);
        Arithmetic.AddInPlace(mean, gradient, 1 - Beta);
        Arithmetic.AddInPlace(parameter, mean.sign(), -rate);
    }
}

/// <summary>A schedule of a user's: a constant ratio from epoch to epoch.</summary>
internal sealed record Fading(double Ratio) : Schedule
{
    public override double Rate(double fullRate, SchedulePosition position) => fullRate * Math.Pow(Ratio, position.Losses.Count);
}

/// <summary>A callback of a user's with state: validation and the best weights are those of a running mean of the weights.</summary>
internal sealed class AveragedWeights(double decay) : TrainingCallback
{
    private readonly Dictionary<string, Tensor> means = [];
    private readonly Dictionary<string, Tensor> trained = [];

    // Random numbers drawn here must not make a difference to a run that goes on.
    public override void OnRunStarting(TrainingContext run)
    {
        rand(1).Dispose();
        Free();
    }

    public override void OnRunCompleted(TrainingContext run) => Free();

    public override void OnStepTaken(TrainingContext run)
    {
        foreach (var (name, parameter) in run.Network.named_parameters())
        {
            if (means.TryGetValue(name, out var mean)) Arithmetic.AddInPlace(Arithmetic.MultiplyInPlace(mean, decay), parameter, 1 - decay);
            else means[name] = parameter.detach().clone().DetachFromDisposeScope();
        }
    }

    public override void OnValidationStarting(TrainingContext run)
    {
        foreach (var (name, parameter) in run.Network.named_parameters())
        {
            if (trained.TryGetValue(name, out var kept)) kept.copy_(parameter);
            else trained[name] = parameter.detach().clone().DetachFromDisposeScope();
            parameter.copy_(means[name]);
        }
    }

    public override void OnEpochCompleted(TrainingContext run, EpochReport report)
    {
        foreach (var (name, parameter) in run.Network.named_parameters()) parameter.copy_(trained[name]);
    }

    public override IReadOnlyDictionary<string, Tensor> Capture() => means;

    private void Free()
    {
        foreach (var tensor in means.Values.Concat(trained.Values)) tensor.Dispose();
        means.Clear();
        trained.Clear();
    }

    public override void Restore(IReadOnlyDictionary<string, Tensor> state)
    {
        foreach (var (name, mean) in state) means[name] = mean.clone().DetachFromDisposeScope();
    }
}

/// <summary>A callback that changes batches, with torch's random numbers.</summary>
internal sealed class NoisyInputs(double sigma) : TrainingCallback
{
    public override TensorBatch OnBatch(TrainingContext run, TensorBatch batch) =>
        batch with { Inputs = Arithmetic.Add(batch.Inputs, randn_like(batch.Inputs), sigma) };
}

/// <summary>A callback that ends the run.</summary>
internal sealed class StopAfter(int epoch) : TrainingCallback
{
    public override void OnEpochCompleted(TrainingContext run, EpochReport report)
    {
        if (report.Epoch == epoch) run.Stop("four are enough");
    }
}
