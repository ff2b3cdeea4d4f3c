using Toolkit.LibTorch;
using Toolkit.Text;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// Judges and keeps a running mean of the weights rather than the weights themselves (exponential moving average, EMA; Polyak and Juditsky 1992;
/// timm's <c>ModelEmaV2</c>). Statistics of batch normalisation are averaged alike. The training itself goes on from its own weights.
/// </summary>
public sealed class WeightAveraging : TrainingCallback
{
    // The first means would hold the starting weights for long otherwise: (1 + steps) / (10 + steps), as TensorFlow's moving averages have it.
    private const double WarmUp = 9;

    private readonly NamedCopies means = new(), trained = new();
    private Device device = CPU;
    private long steps;

    /// <summary>Sets how long the mean remembers.</summary>
    /// <param name="decay">
    /// The share of the mean that stays in every step, 0 to below 1; in the first steps it is less. Default 0.999: about the last thousand steps.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">It is not 0 to below 1.</exception>
    public WeightAveraging(double decay = 0.999) => Decay = Require.Below1(decay);

    /// <summary>The share of the mean that stays.</summary>
    public double Decay { get; }

    /// <inheritdoc/>
    public override void OnRunStarting(TrainingContext run)
    {
        Forget();
        device = run.Network.parameters().First().device;
    }

    /// <inheritdoc/>
    public override void OnStepTaken(TrainingContext run)
    {
        steps++;
        var decay = Math.Min(Decay, steps / (steps + WarmUp));
        foreach (var (name, value) in run.Network.state_dict())
        {
            if (means.TakeFirst(name, value)) continue;
            if (!value.is_floating_point()) means[name].copy_(value);
            else Arithmetic.AddInPlace(Arithmetic.MultiplyInPlace(means[name], decay), value, 1 - decay);
        }
    }

    /// <inheritdoc/>
    public override void OnValidationStarting(TrainingContext run)
    {
        trained.TakeAll(run.Network);
        means.PutBack(run.Network);
    }

    /// <inheritdoc/>
    public override void OnEpochCompleted(TrainingContext run, EpochReport report) => trained.PutBack(run.Network);

    /// <inheritdoc/>
    public override void OnRunCompleted(TrainingContext run) => Forget();

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> Capture() =>
        new Dictionary<string, Tensor>(means.All) { [nameof(steps)] = tensor(steps) };

    /// <inheritdoc/>
    public override void Restore(IReadOnlyDictionary<string, Tensor> state)
    {
        foreach (var (name, value) in state)
        {
            if (name == nameof(steps)) steps = value.item<long>();
            else means.Take(name, value.to(device));
        }
    }

    private void Forget()
    {
        means.Clear();
        trained.Clear();
        steps = 0;
    }
}
