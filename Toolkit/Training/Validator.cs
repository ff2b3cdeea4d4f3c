using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>Scores a network over all batches of a source, in evaluation mode and without a graph.</summary>
internal static class Validator
{
    /// <param name="network">Set to evaluation mode and left in it.</param>
    /// <param name="forward">Turns a batch's inputs into logits.</param>
    /// <param name="objective">The loss, and the task.</param>
    /// <param name="batches">All of them count, a small last one too; those of all ranks together.</param>
    /// <param name="exchange">The ranks.</param>
    /// <param name="onBatch">Told the size of every batch that is done.</param>
    /// <param name="cancellation">Stops the pass.</param>
    public static Score Run(
        Network network, Func<Tensor, Tensor> forward, TrainingObjective objective, IBatchSource batches, IGradientExchange exchange,
        Action<int> onBatch, CancellationToken cancellation)
    {
        using var noGradient = no_grad();
        network.eval();
        var score = RunningScore.Of(objective.Task);
        foreach (var batch in batches.Epoch(0, cancellation))
        {
            using (batch)
            {
                Add(score, forward, objective, batch);
                onBatch(batch.Count);
            }
        }
        score = score.OfAll(exchange, objective.Task);
        return new Score(score.Loss, score.Value) { Metric = TrainingMetrics.Of(objective.Task) };
    }

    private static void Add(RunningScore score, Func<Tensor, Tensor> forward, TrainingObjective objective, TensorBatch batch)
    {
        using var scope = NewDisposeScope();
        var outputs = forward(batch.Inputs);
        score.Add(outputs, batch, objective.ValidationLoss(outputs, batch).item<float>());
    }
}
