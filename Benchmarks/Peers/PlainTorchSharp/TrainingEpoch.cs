using System.Diagnostics;
using Toolkit.Benchmarks.Workloads;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>An epoch as TorchSharp's examples write it, with validation and a copy of the best weights.</summary>
internal sealed class TrainingEpoch
{
    /// <summary>The network: what learns in it is what <see cref="Parameters"/> names.</summary>
    public required nn.Module<Tensor, Tensor> Model { get; init; }

    public required IEnumerable<Parameter> Parameters { get; init; }

    /// <summary>From normalised images to logits.</summary>
    public required Func<Tensor, Tensor> Forward { get; init; }

    /// <summary>New batches each time it is called; they are disposed when the next one is asked for.</summary>
    public required Func<IEnumerable<(Tensor Images, Tensor Labels)>> Train { get; init; }

    public required Func<IEnumerable<(Tensor Images, Tensor Labels)>> Validation { get; init; }

    public required double LearningRate { get; init; }

    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>Whether batch normalisation learns, too.</summary>
    public bool TrainsModel { get; init; } = true;

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        Model.train(TrainsModel);
        var count = Learn();
        Model.eval();
        Validate();
        using var scope = NewDisposeScope();
        _ = Model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        return new(count, watch.Elapsed.TotalSeconds);
    }

    private long Learn()
    {
        using var optimizer = optim.Adam(Parameters, LearningRate, weight_decay: WeightDecay);
        var (count, correct, loss) = (0L, 0L, 0.0);
        foreach (var (images, labels) in Train())
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var logits = Forward(images);
            var batchLoss = nn.functional.cross_entropy(logits, labels);
            batchLoss.backward();
            optimizer.step();
            loss += batchLoss.item<float>() * labels.shape[0];
            correct += logits.argmax(1).eq(labels).sum().item<long>();
            count += labels.shape[0];
        }
        return count;
    }

    private (double Loss, double Accuracy) Validate()
    {
        using var noGradients = no_grad();
        var (count, correct, loss) = (0L, 0L, 0.0);
        foreach (var (images, labels) in Validation())
        {
            using var scope = NewDisposeScope();
            var logits = Forward(images);
            loss += nn.functional.cross_entropy(logits, labels).item<float>() * labels.shape[0];
            correct += logits.argmax(1).eq(labels).sum().item<long>();
            count += labels.shape[0];
        }
        return (loss / count, (double)correct / count);
    }
}
