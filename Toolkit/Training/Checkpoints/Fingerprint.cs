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
    /// <param name="images">The images.</param>
    /// <param name="exchange">The ranks, each of which reads its share.</param>
    /// <param name="threads">How many read at a time.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static string Of(IImageDataset images, IGradientExchange exchange, int threads, CancellationToken cancellation)
    {
        var shard = exchange.Shard();
        var hashes = new ulong[shard.Count(images.Count)];
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
            Parallel.For(0, hashes.Length, options, number => hashes[number] = OfImage(images, shard.PositionOf(number)));
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
        return $"{images.Count} images ({Together(exchange.AllGatherRows(hashes, 1))})";
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

    /// <summary>The same with the names of files for the contents, which takes no reading.</summary>
    public static string WithoutContents(IImageDataset images)
    {
        ulong[] hashes =
        [
            .. Enumerable.Range(0, images.Count).SelectMany<int, ulong>(index =>
            [
                AnswerOf(images, index), BitConverter.SingleToUInt32Bits(images.WeightOf(index)),
                XxHash3.HashToUInt64(MemoryMarshal.AsBytes(Path.GetFileName(images.NameOf(index)).AsSpan())),
            ]),
        ];
        return $"{images.Count} images (names and answers {Together(hashes)})";
    }

    private static string Together(ulong[] hashes) => Short(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(hashes.AsSpan())));

    private static ulong OfImage(IImageDataset images, int index)
    {
        ulong[] parts = [images.ContentHashOf(index), AnswerOf(images, index), BitConverter.SingleToUInt32Bits(images.WeightOf(index))];
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(parts.AsSpan()));
    }

    private static ulong AnswerOf(IImageDataset images, int index) => images.Task == LearningTask.Classification
        ? (ulong)images.LabelOf(index)
        : XxHash3.HashToUInt64(MemoryMarshal.AsBytes(images.TargetsOf(index)));

    private static string Short(ulong hash) => hash.ToString("x16");
}
