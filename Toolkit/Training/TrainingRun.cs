using System.Diagnostics;
using Toolkit.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>One training from the first epoch to the last: phase after phase, epoch after epoch.</summary>
internal sealed class TrainingRun
{
    /// <summary>A training step's forward and backward pass, in forward passes.</summary>
    private const int StepWork = 3;

    private readonly Network network;
    private readonly FineTuner tuner;
    private readonly FineTuningOptions options;
    private readonly TrainingData data;
    private readonly CancellationToken cancellation;
    private readonly IReadOnlyList<PhasePlan> phases;
    private readonly WorkMeter meter;
    private readonly BestWeights bestWeights = new();
    private readonly List<EpochReport> epochs = [];
    private readonly List<double> losses = [];

    public TrainingRun(FineTuner tuner, TrainingData data, CancellationToken cancellation)
    {
        (this.tuner, this.data, this.cancellation) = (tuner, data, cancellation);
        (network, options) = (tuner.Network, tuner.Options);
        phases = PhasePlan.Of(options);
        meter = new WorkMeter(phases.Sum(WorkOf));
    }

    /// <summary>Trains, and leaves the best weights in the network, in evaluation mode, however the training ends.</summary>
    public TrainingResult Run()
    {
        var cancelled = false;
        try
        {
            foreach (var phase in phases) RunPhase(phase);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            cancelled = true;
        }
        finally
        {
            bestWeights.Restore(network);
            bestWeights.Dispose();
            network.eval();
        }
        return new TrainingResult(epochs, losses, epochs.LastOrDefault(epoch => epoch.IsBest), cancelled, meter.Elapsed);
    }

    private void RunPhase(PhasePlan phase)
    {
        using var inputs = InputsOf(phase);
        using var optimizer = Optimizers.Create(options, RateGroupsOf(phase));
        var schedule = RateSchedule.Create(options, optimizer, inputs.Train.Batches * phase.Epochs);
        for (var epoch = phase.FirstEpoch; epoch <= phase.LastEpoch; epoch++) RunEpoch(epoch, phase, inputs, optimizer, schedule);
    }

    private void RunEpoch(int epoch, PhasePlan phase, PhaseInputs inputs, optim.Optimizer optimizer, RateSchedule schedule)
    {
        var watch = Stopwatch.StartNew();
        SetTrainingMode(phase.Phase);
        var train = Train(epoch, phase, inputs, optimizer, schedule);
        var rate = RateOf(optimizer);
        var score = Validator.Run(network, inputs.Forward, inputs.Validation, count => meter.Advance(WorkOfImage(phase.Phase) * count), cancellation);
        schedule.AfterEpoch(score.Loss);
        var isBest = bestWeights.Offer(network, score);
        epochs.Add(new EpochReport(
            epoch, phase.Phase, train.Loss, train.Accuracy, score.Loss, score.Accuracy, rate, watch.Elapsed.TotalSeconds, isBest));
        tuner.Report(epochs[^1]);
    }

    private RunningScore Train(int epoch, PhasePlan phase, PhaseInputs inputs, optim.Optimizer optimizer, RateSchedule schedule)
    {
        var watch = Stopwatch.StartNew();
        var step = new TrainingStep(inputs.TrainForward, optimizer, options.LabelSmoothing);
        var (score, iteration) = (new RunningScore(), 0);
        foreach (var batch in inputs.Train.Epoch(epoch, cancellation))
        {
            using (batch) losses.Add(step.Run(batch, score));
            meter.Advance(WorkOfStep(phase.Phase) * batch.Count);
            iteration++;
            tuner.Report(new IterationReport(
                epoch, phase.Phase, iteration, inputs.Train.Batches, losses[^1], score.Accuracy, RateOf(optimizer),
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

    private IReadOnlyList<RateGroup> RateGroupsOf(PhasePlan phase)
    {
        if (phase.Phase == TrainingPhase.Frozen)
            return [new RateGroup([.. network.HeadParameters.Select(p => p.parameter)], phase.LearningRate)];
        var groups = network.LayerGroups;
        return [.. groups.Select((group, i) => new RateGroup(
            [.. group.Parameters.Select(p => p.Parameter)], phase.LearningRate * (options.LayerGroupRateFactors?[i] ?? 1)))];
    }

    private void SetTrainingMode(TrainingPhase phase)
    {
        network.train(phase == TrainingPhase.Unfrozen || options.UpdateBatchNormWhileFrozen);
        network.Head.train();
    }

    private double WorkOf(PhasePlan phase)
    {
        var epoch = WorkOfStep(phase.Phase) * data.Train.Count + WorkOfImage(phase.Phase) * data.Validation.Count;
        var cache = phase.Phase == TrainingPhase.Frozen && data.CachesFeatures ? data.Train.Count + data.Validation.Count : 0;
        return phase.Epochs * epoch + cache;
    }

    private double WorkOfStep(TrainingPhase phase) => phase == TrainingPhase.Unfrozen ? StepWork : WorkOfImage(phase);

    private double WorkOfImage(TrainingPhase phase) => phase == TrainingPhase.Frozen && data.CachesFeatures ? 0 : 1;

    private static double RateOf(optim.Optimizer optimizer) => optimizer.ParamGroups.Last().LearningRate;
}
