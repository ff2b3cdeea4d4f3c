using Toolkit.LibTorch;
using Toolkit.Networks;

namespace Toolkit.Training;

/// <summary>One pass of <see cref="LearningRateFinder"/> through the rates.</summary>
internal sealed class RateSearch : IDisposable
{
    private readonly Network network;
    private readonly TrainingData data;
    private readonly LearningRateFinderOptions options;
    private readonly TrainingPhase phase;
    private readonly PhaseInputs inputs;
    private readonly ParameterUpdates updates;
    private readonly RandomStream random;
    private readonly TrainingContext context;
    private readonly TrainingCallbacks callbacks;
    private readonly TrainingStep step;
    private readonly SmoothedLoss smoothed;
    private readonly List<LearningRatePoint> points = [];
    private double lowest = double.PositiveInfinity;

    public RateSearch(Network network, TrainingData data, LearningRateFinderOptions options)
    {
        (this.network, this.data, this.options) = (network, data, options);
        var training = data.Options;
        phase = options.Phase ?? PhasePlan.Of(training)[0].Phase;
        inputs = phase == TrainingPhase.Frozen ? PhaseInputs.Frozen(network, data) : PhaseInputs.Unfrozen(network, data);
        updates = new ParameterUpdates(training.Optimizer, LearningLayers.ParamGroups(network, training, phase, rate: 1), training.WeightDecayOnBiasAndNorm);
        random = new RandomStream(training.RunSeed);
        context = new TrainingContext(network, training)
        {
            Phase = phase,
            ParamGroups = updates.Groups,
            Iterations = inputs.Train.Batches,
            BatchesAreImages = true,
        };
        callbacks = new TrainingCallbacks(training.Callbacks, context);
        step = new TrainingStep(inputs.TrainForward, updates, data.Objective, callbacks, context);
        smoothed = new SmoothedLoss(options.Smoothing);
    }

    /// <summary>Goes on until the highest rate is reached or the loss diverges.</summary>
    public LearningRateCurve Run(CancellationToken cancellation)
    {
        Tell((callback, run) => callback.OnRunStarting(run));
        var diverged = false;
        for (var epoch = 1; !diverged && points.Count < options.Steps; epoch++) diverged = !RunEpoch(epoch, cancellation);
        Tell((callback, run) => callback.OnRunCompleted(run));
        return new LearningRateCurve(points, diverged);
    }

    public void Dispose()
    {
        random.Dispose();
        updates.Dispose();
        inputs.Dispose();
    }

    /// <summary>False: the loss diverged.</summary>
    private bool RunEpoch(int epoch, CancellationToken cancellation)
    {
        context.Epoch = epoch;
        LearningLayers.SetMode(network, data, phase);
        Tell((callback, run) => callback.OnEpochStarting(run));
        network.zero_grad();
        var iteration = 0;
        foreach (var batch in inputs.Train.Epoch(epoch, cancellation).Take(options.Steps - points.Count))
        {
            using (batch)
            {
                cancellation.ThrowIfCancellationRequested();
                context.BeginStep(++iteration);
                if (!Step(batch)) return false;
            }
        }
        return true;
    }

    private bool Step(TensorBatch batch)
    {
        updates.SetRates(new RisingRate(options.LowestRate, options.HighestRate), new(points.Count, options.Steps, context.Iterations, []));
        var loss = random.Draw(() => step.TryRun(batch, RunningScore.Of(data.Objective.Task)));
        if (!double.IsFinite(loss)) return false;
        var mean = smoothed.Add(loss);
        points.Add(new LearningRatePoint(updates.HeadRate, loss, mean));
        lowest = Math.Min(lowest, mean);
        return mean <= options.DivergenceFactor * lowest;
    }

    private void Tell(Action<TrainingCallback, TrainingContext> call) => random.Draw(() => callbacks.Each(call));
}
