using System.Diagnostics;
using Toolkit.LibTorch;
using Toolkit.Networks;

namespace Toolkit.Training;

/// <summary>One training from the first epoch, or the one after a checkpoint, to the last: phase after phase, epoch after epoch.</summary>
internal sealed class TrainingRun
{
    private readonly Network network;
    private readonly FineTuner tuner;
    private readonly FineTuningOptions options;
    private readonly TrainingData data;
    private readonly RandomStream random;
    private readonly CancellationToken asked, cancellation;
    private readonly CancellationTokenSource agreed = new();
    private readonly IReadOnlyList<PhasePlan> phases;
    private readonly TrainingState state;
    private readonly WorkPlan work;
    private readonly WorkMeter meter;
    private readonly TrainingContext context;
    private readonly TrainingCallbacks callbacks;

    /// <exception cref="InvalidDataException">The checkpoint file is damaged.</exception>
    /// <exception cref="InvalidOperationException">The checkpoint is of another training run.</exception>
    public TrainingRun(FineTuner tuner, TrainingData data, RandomStream random, CancellationToken cancellation)
    {
        (this.tuner, this.data, this.random, asked) = (tuner, data, random, cancellation);
        // Ranks end together, after the step in which they learn that one of them was asked to.
        this.cancellation = data.Exchange.IsAlone() ? asked : agreed.Token;
        (network, options) = (tuner.Network, tuner.Options);
        phases = PhasePlan.Of(options);
        RankAgreement.Check(network, data);
        WeightBroadcast.FromRank0(data.Exchange, network.state_dict().Values);
        state = TrainingState.Open(network, data, this.cancellation);
        work = new WorkPlan(data);
        meter = new WorkMeter(phases.Sum(phase => work.Of(phase, state.Epochs.Count)) / data.Exchange.Ranks);
        context = new TrainingContext(network, options);
        callbacks = new TrainingCallbacks(options.Callbacks, context);
    }

    /// <summary>Trains, and leaves the best weights in the network, in evaluation mode, however the training ends.</summary>
    public TrainingResult Run()
    {
        using var counters = new BatchCounters(network);
        var cancelled = false;
        try
        {
            Tell((callback, run) => callback.OnRunStarting(run));
            state.RestoreCallbacks(callbacks, context, random);
            DecideTogether();
            foreach (var phase in phases.Where(phase => phase.LastEpoch > state.Epochs.Count)) RunPhase(phase);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            cancelled = true;
        }
        finally
        {
            state.Best.Restore(network);
            state.Dispose();
            agreed.Dispose();
            network.zero_grad();
            network.eval();
            Tell((callback, run) => callback.OnRunCompleted(run));
        }
        return new TrainingResult(state.Epochs, state.Losses, state.BestEpoch, cancelled, meter.Elapsed, context.StopReason);
    }

    private void RunPhase(PhasePlan phase)
    {
        if (context.StopReason is not null) return;
        var watch = Stopwatch.StartNew();
        using var inputs = InputsOf(phase);
        using var updates = new ParameterUpdates(
            options.Optimizer, LearningLayers.ParamGroups(network, options, phase.Phase, phase.LearningRate), options.WeightDecayOnBiasAndNorm);
        using var average = AverageOver(updates);
        var step = new TrainingStep(inputs.TrainForward, updates, data.Objective, callbacks, context, average);
        state.RestoreOptimizer(updates, phase);
        (context.Phase, context.ParamGroups, context.Iterations) = (phase.Phase, updates.Groups, inputs.Train.Batches);
        context.BatchesAreImages = inputs.Train is ImageBatches;
        for (var epoch = state.Epochs.Count + 1; epoch <= phase.LastEpoch && context.StopReason is null; epoch++)
        {
            RunEpoch(epoch, phase, inputs, updates, step, watch);
            watch.Restart();
        }
    }

    private void RunEpoch(int epoch, PhasePlan phase, PhaseInputs inputs, ParameterUpdates updates, TrainingStep step, Stopwatch watch)
    {
        context.Epoch = epoch;
        LearningLayers.SetMode(network, data, phase.Phase);
        Tell((callback, run) => callback.OnEpochStarting(run));
        var train = Train(epoch, phase, inputs, updates, step);
        TakeOverFromRank0(updates);
        FiniteWeights.Check(network, epoch);
        Tell((callback, run) => callback.OnValidationStarting(run));
        // Callbacks may put in means of the weights, and with them means of running statistics, which are each rank's own.
        if (options.Callbacks.Count > 0) WeightBroadcast.FromRank0(data.Exchange, network.buffers());
        var score = Validate(phase, inputs);
        var isBest = state.Best.Offer(network, score);
        var report = new EpochReport(
            epoch, phase.Phase, train.Loss, train.Value, score?.Loss, score?.Accuracy, updates.HeadRate, watch.Elapsed.TotalSeconds, isBest)
        {
            Metric = TrainingMetrics.Of(data.Objective.Task),
        };
        state.Epochs.Add(report);
        Tell((callback, run) => callback.OnEpochCompleted(run, report));
        DecideTogether();
        state.Save(updates, callbacks, random, context.StopReason);
        tuner.Report(report);
    }

    /// <summary>Whether the training ends is decided by the callbacks of rank 0.</summary>
    private void DecideTogether() => context.Decide(data.Exchange.Share(context.StopReason ?? ""));

    private void Tell(Action<TrainingCallback, TrainingContext> call) => random.Draw(() => callbacks.Each(call));

    private Score? Validate(PhasePlan phase, PhaseInputs inputs) => inputs.Validation is null
        ? null
        : Validator.Run(
            network, inputs.Forward, data.Objective, inputs.Validation, data.Exchange, count => meter.Advance(work.OfValidation(phase.Phase) * count),
            cancellation);

    private RunningScore Train(int epoch, PhasePlan phase, PhaseInputs inputs, ParameterUpdates updates, TrainingStep step)
    {
        var watch = Stopwatch.StartNew();
        var (score, iteration, batches) = (RunningScore.Of(data.Objective.Task), 0, inputs.Train.Batches);
        double[] losses = [.. state.Epochs.Skip(phase.FirstEpoch - 1).Select(report => report.WatchedLoss)];
        network.zero_grad();
        // A rank without images in the last batch takes part in its step with none.
        foreach (var batch in inputs.Train.Epoch(epoch, cancellation).Append<TensorBatch?>(null).Take(batches))
        {
            updates.SetRates(
                options.Schedule, new((epoch - phase.FirstEpoch) * batches + iteration, batches * phase.Epochs, batches, losses));
            context.BeginStep(++iteration);
            using (batch)
            {
                state.Losses.Add(random.Draw(() => step.Run(batch, score)));
                meter.Advance(work.OfStep(phase.Phase) * (batch?.Count ?? 0));
            }
            tuner.Report(new IterationReport(
                epoch, phase.Phase, iteration, batches, state.Losses[^1], score.RecentValue, updates.HeadRate,
                score.Images * data.Exchange.Ranks / watch.Elapsed.TotalSeconds, meter.TimeLeft)
            {
                Metric = TrainingMetrics.Of(data.Objective.Task),
            });
            if (step.IsToEnd) agreed.Cancel();
            cancellation.ThrowIfCancellationRequested();
        }
        return score.OfAll(data.Exchange, data.Objective.Task);
    }

    private GradientAverage? AverageOver(ParameterUpdates updates) => data.Exchange.IsAlone()
        ? null
        : new(data.Exchange, [.. updates.Groups.SelectMany(group => group.Parameters)], asked);

    /// <summary>Running statistics are rank 0's, as torch has it; weights differ by rounding at most, where the hosts have other processors.</summary>
    private void TakeOverFromRank0(ParameterUpdates updates) => WeightBroadcast.FromRank0(
        data.Exchange, [.. network.buffers(), .. updates.Groups.SelectMany(group => group.Parameters)]);

    private PhaseInputs InputsOf(PhasePlan phase) => phase.Phase switch
    {
        TrainingPhase.Unfrozen => PhaseInputs.Unfrozen(network, data),
        _ when data.CachesFeatures => PhaseInputs.FrozenWithCache(network, data, meter, cancellation),
        _ => PhaseInputs.Frozen(network, data),
    };
}
