using Toolkit.LibTorch;
using Toolkit.Networks;

namespace Toolkit.Training;

/// <summary>Trains a network's head on features from the beginning, as the frozen epochs of a training do.</summary>
/// <param name="network">Its head is trained.</param>
/// <param name="start">The head before.</param>
/// <param name="features">Of the training images.</param>
/// <param name="validation">Of the validation images.</param>
internal sealed class HeadTraining(Network network, NamedCopies start, SearchFeatures features, IBatchSource validation)
{
    private readonly FineTuningOptions options = features.Data.Options;

    /// <summary>Trains.</summary>
    /// <param name="rate">The full rate.</param>
    /// <param name="epochs">How many.</param>
    /// <param name="isOver">Asked before each epoch whether the time is up.</param>
    /// <param name="cancellation">Stops the training.</param>
    /// <returns>That of the epoch with the lowest validation loss, which is infinite where the training diverged; null: the time is up.</returns>
    public Score? Run(double rate, int epochs, Func<bool> isOver, CancellationToken cancellation)
    {
        start.PutBack(network.Head);
        using var random = new RandomStream(options.RunSeed);
        using var updates = new ParameterUpdates(
            options.Optimizer, LearningLayers.ParamGroups(network, options, TrainingPhase.Frozen, rate), options.WeightDecayOnBiasAndNorm);
        var step = StepOf(updates);
        var best = new Score(double.PositiveInfinity, 0);
        var losses = new List<double>();
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            if (isOver()) return null;
            if (!Train(epoch, epochs, step, updates, random, losses, cancellation)) return new Score(double.PositiveInfinity, 0);
            var score = Validator.Run(network, network.Head.call, features.Data.Objective, validation, GradientExchange.None, _ => { }, cancellation);
            losses.Add(score.Loss);
            if (score.Loss < best.Loss) best = score;
        }
        return best;
    }

    private TrainingStep StepOf(ParameterUpdates updates)
    {
        var context = new TrainingContext(network, options) { Phase = TrainingPhase.Frozen, ParamGroups = updates.Groups, Iterations = features.Train.Batches };
        return new TrainingStep(
            input => TrainingOutput.OfHead(network.Head.call(input)), updates, features.Data.Objective, new TrainingCallbacks([], context), context);
    }

    /// <summary>False: the training diverged.</summary>
    private bool Train(
        int epoch, int epochs, TrainingStep step, ParameterUpdates updates, RandomStream random, IReadOnlyList<double> losses, CancellationToken cancellation)
    {
        LearningLayers.SetMode(network, features.Data, TrainingPhase.Frozen);
        network.zero_grad();
        var (iteration, batches, score) = ((epoch - 1) * features.Train.Batches, features.Train.Batches, RunningScore.Of(features.Data.Objective.Task));
        foreach (var batch in features.Train.Epoch(epoch, cancellation))
        {
            updates.SetRates(options.Schedule, new(iteration++, batches * epochs, batches, losses));
            using (batch)
                if (!double.IsFinite(random.Draw(() => step.TryRun(batch, score)))) return false;
        }
        return true;
    }
}
