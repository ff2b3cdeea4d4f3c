using System.Text.Json;
using Toolkit.LibTorch;
using Toolkit.Networks;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Networks;

/// <summary>Names, shapes and the distribution of the initial weights of every network of the catalog, against PyTorch's.</summary>
[TestClass]
public sealed class InitialWeightsTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>What is found out about a machine once draws none of the random numbers.</summary>
    [TestMethod]
    public void TheFirstNetworkOfAProcessHasThoseOfItsSeed()
    {
        var (exitCode, _, errors) = DotnetProcess.Run("UnitTests.dll", "weights");
        Assert.AreEqual(0, exitCode, errors);
    }

    /// <returns>0: two ResNet50 of one seed, the first of the process, have the same last convolution.</returns>
    public static int CompareTheFirstTwo()
    {
        TorchLibrary.Load();
        using Network first = ResNet50(), second = ResNet50();
        using Tensor one = LastConvolution(first), other = LastConvolution(second);
        return one.allclose(other, 0, 0) ? 0 : 1;

        static Network ResNet50() => NetworkCatalog.Create("resnet50", 10, new NetworkOptions { Seed = 1 });

        static Tensor LastConvolution(Network network) => network.get_parameter("layer4.2.conv3.weight")!.detach();
    }

    [TestMethod]
    [DynamicData(nameof(NetworkCases.All), typeof(NetworkCases))]
    public void FollowPyTorch(string name)
    {
        var expected = JsonSerializer
            .Deserialize<Entry[]>(Python.Run("Networks/torchvision_reference.py", "describe", name, "1000"), Json)!
            .OrderBy(e => e.Name, StringComparer.Ordinal).ToArray();
        using var network = NetworkCatalog.Create(name, 1000, new NetworkOptions { Seed = 3 });
        var actual = network.state_dict().Select(Describe).OrderBy(e => e.Name, StringComparer.Ordinal).ToArray();

        CollectionAssert.AreEqual(expected.Select(e => e.Signature).ToArray(), actual.Select(e => e.Signature).ToArray());
        foreach (var (theirs, ours) in expected.Zip(actual)) AssertSameDistribution(theirs, ours);
    }

    [TestMethod]
    [DynamicData(nameof(NetworkCases.Counted), typeof(NetworkCases))]
    public void HaveThePublishedNumberOfParameters(string name)
    {
        var published = NetworkCatalog.Find(name).Parameters!;
        using var network = NetworkCatalog.Create(name, published.Classes, new NetworkOptions { Channels = published.Channels });
        Assert.AreEqual(published.Parameters, network.parameters().Sum(parameter => parameter.numel()));
    }

    [TestMethod]
    public void DependOnTheSeedAlone()
    {
        Assert.AreEqual(FirstWeight(5), FirstWeight(5));
        Assert.AreNotEqual(FirstWeight(5), FirstWeight(6));
    }

    private static float FirstWeight(long seed)
    {
        using var network = NetworkCatalog.Create("resnet18", 2, new NetworkOptions { Seed = seed });
        return network.parameters().First().ToSingles()[0];
    }

    private static Entry Describe(KeyValuePair<string, Tensor> entry)
    {
        using var scope = NewDisposeScope();
        var values = entry.Value.detach().to(ScalarType.Float64);
        var (mean, std) = (values.mean(), values.std(false));
        return new Entry(entry.Key, entry.Value.shape, mean.item<double>(), std.item<double>(), Tail(values));
    }

    /// <summary>What a hundredth of the (first) values exceed, which tells a uniform distribution from a normal one.</summary>
    private static double Tail(Tensor values)
    {
        var count = Math.Min(100_000, values.numel());
        var magnitudes = values.abs().flatten().narrow(0, 0, count);
        return magnitudes.topk(Math.Max(1, (int)count / 100)).values[-1].item<double>();
    }

    /// <summary>Six standard errors for mean and deviation.</summary>
    private static void AssertSameDistribution(Entry theirs, Entry ours)
    {
        var count = (double)theirs.Shape.Aggregate(1L, (product, size) => product * size);
        var message = $"{theirs} and {ours}";
        Assert.AreEqual(theirs.Mean, ours.Mean, 6 * Math.Sqrt(2 / count) * theirs.Std, message);
        Assert.AreEqual(theirs.Std, ours.Std, 6 / Math.Sqrt(count) * theirs.Std, message);
        if (theirs.Std == 0 || count >= 1000) Assert.AreEqual(theirs.Tail, ours.Tail, 0.25 * theirs.Tail, message);
    }

    private sealed record Entry(string Name, long[] Shape, double Mean, double Std, double Tail)
    {
        public string Signature => $"{Name} [{string.Join(", ", Shape)}]";
    }
}
