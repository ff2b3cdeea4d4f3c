using System.IO.Hashing;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.StateDicts;

namespace Toolkit.Training;

/// <summary>Short texts that differ where data sets or weights do.</summary>
internal static class Fingerprint
{
    /// <summary>Number of images, and a hash of their labels or targets, weights and contents in their order.</summary>
    /// <exception cref="UnreadableImageException">An image cannot be read; of several, one of them.</exception>
    public static string Of(IImageDataset images, int threads, CancellationToken cancellation)
    {
        var hashes = new ulong[images.Count];
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
            Parallel.For(0, images.Count, options, index => hashes[index] = OfImage(images, index));
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
        return $"{images.Count} images ({Short(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(hashes.AsSpan())))})";
    }

    /// <summary>
    /// A hash of the parameters and buffers that hold loaded weights, with their names. Initial weights count where they are seeded; others are
    /// random, and another run of the same program has others.
    /// </summary>
    public static string Of(Network network)
    {
        var hash = new XxHash3();
        foreach (var (name, tensor) in StateDictLoader.Capture(network))
        {
            if (network.Options.Seed is null && !network.LoadedWeights.Contains(name)) continue;
            hash.Append(MemoryMarshal.AsBytes($"{name} {tensor}".AsSpan()));
            hash.Append(tensor.Bytes.Span);
        }
        return Short(hash.GetCurrentHashAsUInt64());
    }

    private static ulong OfImage(IImageDataset images, int index)
    {
        var answer = images.Task == LearningTask.Classification
            ? (ulong)images.LabelOf(index)
            : XxHash3.HashToUInt64(MemoryMarshal.AsBytes(images.TargetsOf(index)));
        ulong[] parts = [images.ContentHashOf(index), answer, BitConverter.SingleToUInt32Bits(images.WeightOf(index))];
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(parts.AsSpan()));
    }

    private static string Short(ulong hash) => hash.ToString("x16");
}
