using Toolkit.LibTorch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// Counts a network's batches in <c>num_batches_tracked</c> while it trains. Batch normalisation of TorchSharp does that itself in every
/// forward pass, by adding a number that a garbage collection may free meanwhile (<see cref="Arithmetic"/>), and has no other way. So it is
/// left without its counter, which stays in the network's state under its name.
/// </summary>
internal sealed class BatchCounters : IDisposable
{
    private readonly List<Counter> counters;

    /// <param name="network">Any network, those of the catalog and a user's own. Until <see cref="Dispose"/> its layers lack their counters.</param>
    public BatchCounters(nn.Module network) =>
        counters = [.. network.modules().OfType<BatchNorm>().Where(NeedsNoCounter).Select(Counter.Of)];

    /// <summary>Gives the counters back to the layers.</summary>
    public void Dispose()
    {
        foreach (var counter in counters) counter.GiveBack();
    }

    /// <summary>Without momentum, the running statistics are means over all batches, and the layer divides by its counter.</summary>
    private static bool NeedsNoCounter(BatchNorm layer) => layer.momentum is not null && layer.num_batches_tracked is not null;

    private sealed record Counter(BatchNorm Layer, Tensor Batches, Action StopCounting)
    {
        public static Counter Of(BatchNorm layer)
        {
            using var scope = NewDisposeScope();
            var batches = layer.num_batches_tracked!.clone().DetachFromDisposeScope();
            layer.num_batches_tracked = null;
            layer.register_buffer(nameof(layer.num_batches_tracked), batches);
            var hook = layer.register_forward_pre_hook(_ =>
            {
                if (layer.training) Arithmetic.Increment(batches);
            });
            ForwardHooks.CountOwn(layer);
            return new(layer, batches, hook.remove);
        }

        public void GiveBack()
        {
            StopCounting();
            ForwardHooks.ForgetOwn(Layer);
            Layer.num_batches_tracked = Batches;
        }
    }
}
