using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Images;

namespace Toolkit.UnitTests.Data;

[TestClass]
public sealed class BatchLoaderTests
{
    private static readonly float[] Mean = [0.4f, 0.5f, 0.6f], Std = [0.2f, 0.25f, 0.3f];

    private static ImagePipeline Plain => new([], Mean, Std);

    private static ImagePipeline Augmented => new([new RandomCrop(8, 6, padding: 2), new RandomHorizontalFlip()], Mean, Std);

    [TestMethod]
    public void EveryImageComesOnceWithItsPixelsLabelAndIndex()
    {
        var images = new SyntheticImages(23);
        using var loader = new BatchLoader(images, Plain, new() { BatchSize = 5, Threads = 2 });
        var seen = new List<int>();
        foreach (var batch in loader.Epoch(0))
        {
            for (var place = 0; place < batch.Count; place++)
            {
                seen.Add(batch.Indices[place]);
                Assert.AreEqual(images.LabelOf(batch.Indices[place]), batch.Labels[place]);
                CollectionAssert.AreEqual(Expected(images, batch.Indices[place]), PixelsOf(batch, place));
            }
        }
        CollectionAssert.AreEqual(Enumerable.Range(0, 23).ToArray(), seen);
        Assert.AreEqual(5, loader.BatchesPerEpoch);
    }

    [TestMethod]
    public void BatchesAreTheSameWithOneTwoAndFiveThreads()
    {
        var one = Record(threads: 1, seed: 7, epoch: 3);
        Assert.IsTrue(one.SequenceEqual(Record(threads: 2, seed: 7, epoch: 3)));
        Assert.IsTrue(one.SequenceEqual(Record(threads: 5, seed: 7, epoch: 3)));
        Assert.IsFalse(one.SequenceEqual(Record(threads: 1, seed: 8, epoch: 3)));
        Assert.IsFalse(one.SequenceEqual(Record(threads: 1, seed: 7, epoch: 4)));
    }

    [TestMethod]
    public void AnEpochDoesNotDependOnTheEpochsBeforeIt()
    {
        var options = new BatchLoaderOptions { BatchSize = 8, Threads = 2, Shuffle = true, Seed = 5 };
        using var loader = new BatchLoader(new SyntheticImages(40), Augmented, options);
        _ = Record(loader, 0);
        var later = Record(loader, 1);
        using var fresh = new BatchLoader(new SyntheticImages(40), Augmented, options);
        Assert.IsTrue(later.SequenceEqual(Record(fresh, 1)));
    }

    [TestMethod]
    public void ShufflingKeepsEveryImageAndChangesTheOrderEachEpoch()
    {
        using var loader = new BatchLoader(new SyntheticImages(50), Plain, new() { BatchSize = 16, Threads = 2, Shuffle = true });
        int[] first = [.. Order(loader, 0)], second = [.. Order(loader, 1)];
        CollectionAssert.AreNotEqual(first, second);
        CollectionAssert.AreEqual(Enumerable.Range(0, 50).ToArray(), first.Order().ToArray());
        CollectionAssert.AreEqual(Enumerable.Range(0, 50).ToArray(), second.Order().ToArray());
    }

    [TestMethod]
    public void DropLastLeavesOutTheIncompleteBatch()
    {
        var options = new BatchLoaderOptions { BatchSize = 5, DropLast = true };
        using var loader = new BatchLoader(new SyntheticImages(23), Plain, options);
        Assert.AreEqual(4, loader.BatchesPerEpoch);
        Assert.AreEqual(20, Order(loader, 0).Count());
        var tooFew = Assert.ThrowsExactly<ArgumentException>(() => new BatchLoader(new SyntheticImages(3), Plain, options));
        StringAssert.Contains(tooFew.Message, "DropLast");
    }

    [TestMethod]
    public void AFailureComesAfterTheBatchesBeforeItAndNamesTheFirstImage()
    {
        foreach (var threads in new[] { 1, 2, 4 })
        {
            var images = new SyntheticImages(40) { BeforeRead = index => { if (index is 17 or 18) throw new IOException("broken"); } };
            using var loader = new BatchLoader(images, Plain, new() { BatchSize = 5, Threads = threads });
            var batches = 0;
            var error = Assert.ThrowsExactly<InvalidDataException>(() => { foreach (var _ in loader.Epoch(0)) batches++; });
            Assert.AreEqual(3, batches);
            StringAssert.Contains(error.Message, "synthetic/17.png");
            StringAssert.Contains(error.Message, "broken");
        }
    }

    [TestMethod]
    public void AnImageOfAnotherShapeIsNamed()
    {
        var images = new TwoShapes();
        using var loader = new BatchLoader(images, Plain, new() { BatchSize = 4 });
        var error = Assert.ThrowsExactly<InvalidDataException>(() => loader.Epoch(0).Count());
        StringAssert.Contains(error.Message, "the odd one");
        StringAssert.Contains(error.Message, "Resize");
    }

    [TestMethod]
    public void AGreyImageInAColourPipelineSaysWhatToDo()
    {
        using var loader = new BatchLoader(new SyntheticImages(4, channels: 1), Plain);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => loader.Epoch(0).Count());
        StringAssert.Contains(error.Message, "new Channels(3)");
    }

    [TestMethod]
    [Timeout(20_000)]
    public void CancellationEndsThePass()
    {
        using var source = new CancellationTokenSource();
        using var loader = new BatchLoader(new SyntheticImages(1000), Plain, new() { BatchSize = 5, Threads = 2 });
        Assert.ThrowsExactly<OperationCanceledException>(() =>
        {
            foreach (var batch in loader.Epoch(0, source.Token))
                if (batch.Indices[0] == 50) source.Cancel();
        });
        Assert.AreEqual(1000, Order(loader, 1).Count());
    }

    [TestMethod]
    [Timeout(20_000)]
    public void LeavingTheLoopStopsTheThreadsAndALaterPassWorks()
    {
        var reads = 0;
        var images = new SyntheticImages(1000) { BeforeRead = _ => Interlocked.Increment(ref reads) };
        using var loader = new BatchLoader(images, Plain, new() { BatchSize = 5, Threads = 2 });
        foreach (var _ in loader.Epoch(0)) break;
        var after = reads;
        Thread.Sleep(50);
        Assert.AreEqual(after, reads);
        Assert.IsLessThan(50, after);
        Assert.AreEqual(1000, Order(loader, 1).Count());
    }

    [TestMethod]
    [Timeout(20_000)]
    public void DisposeInTheMiddleStopsThePass()
    {
        var loader = new BatchLoader(new SyntheticImages(1000), Plain, new() { BatchSize = 5, Threads = 2 });
        Assert.ThrowsExactly<ObjectDisposedException>(() =>
        {
            foreach (var _ in loader.Epoch(0)) loader.Dispose();
        });
        Assert.ThrowsExactly<ObjectDisposedException>(() => loader.Epoch(0));
    }

    [TestMethod]
    public void TwoPassesAtTheSameTimeAreRefused()
    {
        using var loader = new BatchLoader(new SyntheticImages(20), Plain, new() { BatchSize = 5 });
        foreach (var _ in loader.Epoch(0))
            Assert.ThrowsExactly<InvalidOperationException>(() => loader.Epoch(1).Count());
    }

    [TestMethod]
    public void MemoryIsReusedFromEpochToEpoch()
    {
        using var loader = new BatchLoader(new SyntheticImages(2000), Augmented, new() { BatchSize = 50, Threads = 1, Shuffle = true });
        for (var epoch = 0; epoch < 2; epoch++) _ = loader.Epoch(epoch).Count();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        _ = loader.Epoch(2).Count();
        Assert.IsLessThan(100_000, GC.GetTotalAllocatedBytes(precise: true) - before);
    }

    [TestMethod]
    public void OptionsOutOfRangeAreNamed()
    {
        var images = new SyntheticImages(4);
        foreach (var (options, name) in new (BatchLoaderOptions, string)[]
        {
            (new() { BatchSize = 0 }, "BatchSize"), (new() { Threads = 0 }, "Threads"), (new() { ReadAhead = -1 }, "ReadAhead"),
        })
        {
            var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new BatchLoader(images, Plain, options));
            StringAssert.Contains(error.Message, $"{name} must be 1 or more");
        }
        Assert.ThrowsExactly<ArgumentException>(() => new BatchLoader(new SyntheticImages(0), Plain));
    }

    private static float[] Expected(SyntheticImages images, int index)
    {
        var image = new ImageBuffer();
        images.Read(index, image);
        var plane = image.Height * image.Width;
        return [.. image.Pixels.ToArray().Select((pixel, i) => (pixel / 255f - Mean[i / plane]) / Std[i / plane])];
    }

    private static float[] PixelsOf(ImageBatch batch, int place) => batch.Pixels.AsSpan(place * batch.ImageSize, batch.ImageSize).ToArray();

    private static IEnumerable<int> Order(BatchLoader loader, int epoch) =>
        loader.Epoch(epoch).SelectMany(batch => batch.Indices[..batch.Count]);

    private static List<float> Record(int threads, long seed, int epoch)
    {
        using var loader = new BatchLoader(
            new SyntheticImages(103), Augmented, new() { BatchSize = 10, Threads = threads, Seed = seed, Shuffle = true });
        return Record(loader, epoch);
    }

    private static List<float> Record(BatchLoader loader, int epoch)
    {
        var all = new List<float>();
        foreach (var batch in loader.Epoch(epoch))
        {
            all.AddRange(batch.Pixels.AsSpan(0, batch.Count * batch.ImageSize));
            all.AddRange(batch.Labels.Take(batch.Count).Select(label => (float)label));
        }
        return all;
    }

    private sealed class TwoShapes : IImageDataset
    {
        public int Count => 6;
        public IReadOnlyList<string> ClassNames { get; } = ["a"];
        public int LabelOf(int index) => 0;
        public string NameOf(int index) => index == 3 ? "the odd one" : $"{index}";
        public void Read(int index, ImageBuffer image) => image.Reshape(3, 4, index == 3 ? 5 : 4);
    }
}
