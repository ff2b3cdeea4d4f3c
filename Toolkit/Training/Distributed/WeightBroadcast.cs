using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>Tensors of rank 0 that all others take over: the start of a training, and the running statistics, which torch takes from rank 0 as well.</summary>
internal static class WeightBroadcast
{
    /// <summary>Gives every rank the values of rank 0.</summary>
    /// <param name="exchange">The ranks.</param>
    /// <param name="tensors">The same on all ranks but for their values.</param>
    public static void FromRank0(IGradientExchange exchange, IEnumerable<Tensor> tensors)
    {
        if (exchange.IsAlone()) return;
        using var noGradient = no_grad();
        foreach (var some in tensors.Chunk(64)) Send(exchange, some);
    }

    // Together, since a small tensor takes as long as the way to the other host and back.
    private static void Send(IGradientExchange exchange, Tensor[] tensors)
    {
        using var scope = NewDisposeScope();
        Tensor[] dense = [.. tensors.Select(tensor => tensor.detach().cpu().contiguous())];
        var bytes = new byte[dense.Sum(tensor => tensor.bytes.Length)];
        if (exchange.Rank == 0) Each((tensor, part) => tensor.bytes.CopyTo(part.Span));
        exchange.Broadcast(bytes);
        if (exchange.Rank == 0) return;
        Each((tensor, part) => part.Span.CopyTo(tensor.bytes));
        foreach (var (tensor, values) in tensors.Zip(dense)) tensor.copy_(values);

        void Each(Action<Tensor, Memory<byte>> copy)
        {
            var start = 0;
            foreach (var tensor in dense)
            {
                copy(tensor, bytes.AsMemory(start, tensor.bytes.Length));
                start += tensor.bytes.Length;
            }
        }
    }
}
