using System.Diagnostics;
using Toolkit.Networks;
using TorchSharp.Modules;

namespace Toolkit.Training;

/// <summary>One training from the first epoch, or the one after a checkpoint, to the last: phase after phase, epoch after epoch.</summary>
internal sealed class TrainingRun
{
    private readonly Network network;
    private readonly FineTuner tuner;
    private readonly FineTuningOptions options;
    private readonly TrainingData data;
    private readonly CancellationToken cancellation;
    private readonly IReadOnlyList<PhasePlan> phases;
    private readonly TrainingState state;
    private readonly WorkPlan work;
    private readonly WorkMeter meter;

    /// <exception cref="InvalidDataException">The checkpoint file is damaged.</exception>
    /// <exception cref="InvalidOperationException">The checkpoint is of another training.</exception>
    public TrainingRun(FineTuner tuner, TrainingData data, CancellationToken cancellation)
    {
        (this.tuner, this.data, this.cancellation) = (tuner, data, cancellation);
        (network, options) = (tuner.Network, tuner.Options);
        phases = PhasePlan.Of(options);
        state = TrainingState.Open(network, data);
        work = new WorkPlan(data);
        meter = new WorkMeter(phases.Sum(phase => work.Of(phase, state.Epochs.Count)));
    }

    /// <summary>Trains, and leaves the best weights in the network, in evaluation mode, however the training ends.</summary>
    public TrainingResult Run()
    {
        using var counters = new BatchCounters(network);
        var cancelled = false;
        try
        {
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
            network.zero_grad();
            network.eval();
        }
        return new TrainingResult(state.Epochs, state.Losses, state.BestEpoch, cancelled, meter.Elapsed);
    }

    private void RunPhase(PhasePlan phase)
    {
        using var inputs = InputsOf(phase);
        using var optimizer = Optimizers.Create(options, ParamGroupsOf(phase));
        var schedule = RateSchedule.Create(options, optimizer, inputs.Train.Batches * phase.Epochs);
        schedule.Replay(state.Epochs.Skip(phase.FirstEpoch - 1), inputs.Train.Batches);
        state.RestoreOptimizer(optimizer, phase);
        for (var epoch = state.Epochs.Count + 1; epoch <= phase.LastEpoch; epoch++) RunEpoch(epoch, phase, inputs, optimizer, schedule);
    }

    private void RunEpoch(int epoch, PhasePlan phase, PhaseInputs inputs, Optimizer optimizer, RateSchedule schedule)
    {
        var watch = Stopwatch.StartNew();
        SetTrainingMode(phase.Phase);
        var train = Train(epoch, phase, inputs, optimizer, schedule);
        var rate = RateOf(optimizer);
        var score = Validate(phase, inputs);
        var isBest = state.Best.Offer(network, score);
        var report = new EpochReport(
            epoch, phase.Phase, train.Loss, train.Accuracy, score?.Loss, score?.Accuracy, rate, watch.Elapsed.TotalSeconds, isBest);
        schedule.AfterEpoch(report.WatchedLoss);
        state.Epochs.Add(report);
        state.Save(optimizer);
        tuner.Report(report);
    }

    private Score? Validate(PhasePlan phase, PhaseInputs inputs) => inputs.Validation is null
        ? null
        : Validator.Run(
            network, inputs.Forward, inputs.Validation, count => meter.Advance(work.OfValidation(phase.Phase) * count), cancellation);

    private RunningScore Train(int epoch, PhasePlan phase, PhaseInputs inputs, Optimizer optimizer, RateSchedule schedule)
    {
        var watch = Stopwatch.StartNew();
        var step = new TrainingStep(network, inputs.TrainForward, optimizer, options.LabelSmoothing);
        var (score, iteration) = (new RunningScore(), 0);
        foreach (var batch in inputs.Train.Epoch(epoch, cancellation))
        {
            using (batch) state.Losses.Add(step.Run(batch, score));
            meter.Advance(work.OfStep(phase.Phase) * batch.Count);
            iteration++;
            tuner.Report(new IterationReport(
                epoch, phase.Phase, iteration, inputs.Train.Batches, state.Losses[^1], score.Accuracy, RateOf(optimizer),
                score.Images / watch.Elapsed.TotalSeconds, meter.TimeLeft));
            schedule.AfterIteration();
            cancellation.ThrowIfCancellationRequested();
        }
        return score;
    }

    private PhaseInputs InputsOf(PhasePlan phase) => phase.Phase switch
    {
        TrainingPhase.Unfrozen => PhaseInputs.Unfrozen(network, data),
        _ when data.CachesFeatures => PhaseInputs.FrozenWithCache(network, data, meter, cancellation),
        _ => PhaseInputs.Frozen(network, data),
    };

    private IReadOnlyList<ParamGroup> ParamGroupsOf(PhasePlan phase)
    {
        if (phase.Phase == TrainingPhase.Frozen)
            return [new ParamGroup(network.HeadParameters.Select(p => p.parameter), phase.LearningRate)];
        var groups = network.LayerGroups;
        return [.. groups.Zip(options.RateFactors(groups.Count), (group, factor) =>
            new ParamGroup(group.Parameters.Select(p => p.Parameter), phase.LearningRate * factor))];
    }

    private void SetTrainingMode(TrainingPhase phase)
    {
        var follow = data.StatisticsFollow(phase);
        network.train(phase == TrainingPhase.Unfrozen || follow);
        if (!follow) foreach (var layer in network.modules().OfType<BatchNorm>()) layer.eval();
        network.Head.train();
    }

    private static double RateOf(Optimizer optimizer) => optimizer.Groups[^1].LearningRate;
}
