using Toolkit.LibTorch;
using Toolkit.Training;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

/// <summary>Every training has the random numbers of its seed, whatever else the process draws.</summary>
[TestClass]
public sealed class RandomStreamTests
{
    [TestMethod]
    public void TwoStreamsDrawWhatEachDrawsAlone()
    {
        float[] Alone(long seed)
        {
            manual_seed(seed);
            return rand(6).ToSingles();
        }
        var (expected, others) = (Alone(3), Alone(4));
        using RandomStream one = new(3), two = new(4);
        manual_seed(5);
        var outside = rand(2).ToSingles();
        manual_seed(5);
        var drawn = new List<float>();
        for (var i = 0; i < 3; i++)
        {
            drawn.AddRange(one.Draw(() => rand(2).ToSingles()));
            two.Draw(() => one.Draw(() => rand(0)));
            CollectionAssert.AreEqual(others[(2 * i)..(2 * i + 2)], two.Draw(() => rand(2).ToSingles()));
        }
        CollectionAssert.AreEqual(expected, drawn);
        CollectionAssert.AreEqual(outside, rand(2).ToSingles(), "the process's own numbers are as they were");
    }

    [TestMethod]
    public void TrainingsAtOnceGiveWhatEachGivesAlone()
    {
        float[] Train(int seed, TinyNetwork network)
        {
            new FineTuner(network, new FineTuningOptions { Epochs = 4, FrozenEpochs = 1, BatchSize = 8, Seed = seed, LoaderThreads = 1 })
                .Fit(TintedImages.Create(80), TintedImages.Create(20, seed: 2));
            return network.get_parameter("head.fc.weight")!.ToSingles();
        }
        TinyNetwork[] Networks() => [.. Enumerable.Range(0, 4).Select(_ => new TinyNetwork(seed: 1))]; // they have dropout
        var expected = Networks().Select((network, seed) => Train(seed, network)).ToArray();
        var (together, networks) = (new float[4][], Networks());
        Parallel.For(0, 4, seed => together[seed] = Train(seed, networks[seed]));
        for (var seed = 0; seed < 4; seed++) CollectionAssert.AreEqual(expected[seed], together[seed], $"seed {seed}");
        Assert.IsFalse(expected[0].SequenceEqual(expected[1]));
    }
}
