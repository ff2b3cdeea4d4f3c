using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>Scores a network over all batches of a source, in evaluation mode and without a graph.</summary>
internal static class Validator
{
    /// <param name="network">Set to evaluation mode and left in it.</param>
    /// <param name="forward">Turns a batch's inputs into logits.</param>
    /// <param name="batches">All of them count, a small last one too.</param>
    /// <param name="onBatch">Told the size of every batch that is done.</param>
    /// <param name="cancellation">Stops the pass.</param>
    public static Score Run(
        Network network, Func<Tensor, Tensor> forward, IBatchSource batches, Action<int> onBatch, CancellationToken cancellation)
    {
        using var noGradient = no_grad();
        network.eval();
        var score = new RunningScore();
        foreach (var batch in batches.Epoch(0, cancellation))
        {
            using (batch)
            {
                Add(score, forward, batch);
                onBatch(batch.Count);
            }
        }
        return new Score(score.Loss, score.Accuracy);
    }

    private static void Add(RunningScore score, Func<Tensor, Tensor> forward, TensorBatch batch)
    {
        using var scope = NewDisposeScope();
        var logits = forward(batch.Inputs);
        score.Add(logits, batch.Labels, nn.functional.cross_entropy(logits, batch.Labels).item<float>());
    }
}
