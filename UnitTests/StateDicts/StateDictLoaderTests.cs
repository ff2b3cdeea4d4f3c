using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Networks;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.StateDicts;

/// <summary>Loading is strict, all or nothing, and says what it did.</summary>
[TestClass]
public sealed class StateDictLoaderTests
{
    private const string Convolution = "conv1.weight";
    private const string Statistics = "layer3.1.bn2.running_var";
    private const string Counter = "layer1.0.bn1.num_batches_tracked";

    [TestMethod]
    [DynamicData(nameof(NetworkCases.All), typeof(NetworkCases))]
    public void WhatWasCapturedComesBackBitForBit(string name)
    {
        using var source = NetworkCatalog.Create(name, 7, new() { Seed = 1 });
        using var target = NetworkCatalog.Create(name, 7, new() { Seed = 2 });
        using var folder = new TemporaryFolder();
        Safetensors.Write(folder.File("a.safetensors"), StateDictLoader.Capture(source));
        var report = Weights.File(folder.File("a.safetensors")).LoadInto(target);
        Assert.HasCount(source.state_dict().Count, report.Loaded);
        AssertSame(source.Snapshot(), target.Snapshot());
    }

    [TestMethod]
    public void HalfPrecisionIsHalfTheSizeAndRounded()
    {
        using var network = NetworkCatalog.Create("resnet18", 10, new() { Seed = 1 });
        var (full, half) = (StateDictLoader.Capture(network), StateDictLoader.Capture(network, ElementType.Float16));
        Assert.AreEqual(full[Convolution].Bytes.Length, 2 * half[Convolution].Bytes.Length);
        Assert.AreEqual(ElementType.Int64, half[Counter].Type);
        StateDictLoader.Load(network, half);
        var rounded = full[Convolution].ConvertTo(ElementType.Float16).ToSingles();
        CollectionAssert.AreEqual(rounded, StateDictLoader.Capture(network)[Convolution].ToSingles());
    }

    [TestMethod]
    [DataRow(ElementType.Float64)]
    [DataRow(ElementType.BFloat16)]
    public void OtherFloatingPointTypesAreConverted(ElementType type)
    {
        using var network = NetworkCatalog.Create("resnet18", 10, new() { Seed = 1 });
        var weights = StateDictLoader.Capture(network, type);
        StateDictLoader.Load(network, weights);
        CollectionAssert.AreEqual(weights[Statistics].ToSingles(), StateDictLoader.Capture(network)[Statistics].ToSingles());
        CollectionAssert.AreEqual(weights[Convolution].ToSingles(), StateDictLoader.Capture(network)[Convolution].ToSingles());
    }

    [TestMethod]
    public void EveryDifferenceIsNamedAndNothingIsChanged()
    {
        using var network = NetworkCatalog.Create("resnet18", 10, new() { Seed = 1 });
        var weights = CaptureOfAnother("resnet18", 10);
        var damaged = new StateDict();
        foreach (var (name, tensor) in weights)
            if (name != Statistics)
                damaged.Add(name, name == "layer1.0.conv1.weight" ? TensorData.FromSingles(new float[12], 3, 4) : tensor);
        damaged.Add("layer5.weight", TensorData.FromSingles([1f], 1));
        damaged["bn1.bias"] = new TensorData(ElementType.Int32, [64], new byte[256]);

        var before = network.Snapshot();
        var error = Assert.ThrowsExactly<WeightsMismatchException>(() => StateDictLoader.Load(network, damaged));
        AssertSame(before, network.Snapshot());
        foreach (var part in new[]
        {
            $"{Statistics} [256]", "layer5.weight [1]", "layer1.0.conv1.weight: Float32 [64, 64, 3, 3] in the network, "
            + "Float32 [3, 4] in the weights",
            "bn1.bias: Float32 [64] in the network, Int32 [64] in the weights", "resnet18", "it is unchanged", "LoadOptions",
        })
            StringAssert.Contains(error.Message, part);
        Assert.AreEqual(Statistics, error.Report.Missing.Single().Name);
        Assert.AreEqual("layer5.weight", error.Report.Unexpected.Single().Name);
        Assert.HasCount(2, error.Report.Mismatched);
    }

    [TestMethod]
    public void TheOptionsAllowEachKindOfDifference()
    {
        using var network = NetworkCatalog.Create("resnet18", 10, new() { Seed = 1 });
        var before = network.Snapshot();
        var weights = new StateDict { [Convolution] = Zeros(64, 3, 7, 7), ["other"] = Zeros(1), ["bn1.weight"] = Zeros(3) };
        var all = new LoadOptions { AllowMissing = true, AllowUnexpected = true, AllowMismatched = true };
        LoadOptions[] tooStrict = [all with { AllowMissing = false }, all with { AllowUnexpected = false }, all with { AllowMismatched = false }];
        foreach (var options in tooStrict)
            Assert.ThrowsExactly<WeightsMismatchException>(() => StateDictLoader.Load(network, weights, options));
        AssertSame(before, network.Snapshot());

        var report = StateDictLoader.Load(network, weights, all);
        CollectionAssert.AreEqual(new[] { Convolution }, report.Loaded.ToArray());
        var after = network.Snapshot();
        Assert.IsTrue(after[Convolution].All(x => x == 0));
        CollectionAssert.AreEqual(before["bn1.weight"], after["bn1.weight"]);
    }

    [TestMethod]
    public void AnotherNumberOfClassesLeavesTheLastLayerFresh()
    {
        using var network = NetworkCatalog.Create("alexnet32", 10, new() { Seed = 1 });
        var weights = CaptureOfAnother("alexnet32", 21);
        var before = network.Snapshot();
        var report = StateDictLoader.Load(network, weights);
        CollectionAssert.AreEquivalent(new[] { "classifier.6.weight", "classifier.6.bias" }, report.Fresh.Select(x => x.Name).ToArray());
        StringAssert.Contains(report.ToString(), "2 left fresh in the last layer:\n  classifier.6.weight [10, 4096]");
        var after = network.Snapshot();
        CollectionAssert.AreEqual(before["classifier.6.weight"], after["classifier.6.weight"]);
        Assert.IsTrue(weights["classifier.4.weight"].Bytes.Span.SequenceEqual(after["classifier.4.weight"]));
    }

    [TestMethod]
    public void AFreshHeadCanBeAskedFor()
    {
        using var network = NetworkCatalog.Create("resnet18", 10, new() { Seed = 1 });
        var before = network.Snapshot();
        var weights = CaptureOfAnother("resnet18", 10);
        StateDictLoader.Load(network, weights, new() { FreshHead = true });
        CollectionAssert.AreEqual(before["fc.weight"], network.Snapshot()["fc.weight"]);

        var headless = Without(weights, name => name.StartsWith("fc."));
        Assert.ThrowsExactly<WeightsMismatchException>(() => StateDictLoader.Load(network, headless));
        Assert.HasCount(2, StateDictLoader.Load(network, headless, new() { FreshHead = true }).Fresh);
    }

    [TestMethod]
    public void ALastLayerForOtherFeaturesIsADifference()
    {
        using var network = NetworkCatalog.Create("resnet18", 10);
        var weights = CaptureOfAnother("resnet18", 10);
        weights["fc.weight"] = Zeros(20, 2048);
        Assert.ThrowsExactly<WeightsMismatchException>(() => StateDictLoader.Load(network, weights));
    }

    [TestMethod]
    public void OldFilesHaveNoBatchCounters()
    {
        using var network = NetworkCatalog.Create("resnet18", 10);
        var weights = Without(CaptureOfAnother("resnet18", 10), name => name.EndsWith("num_batches_tracked"));
        Assert.HasCount(20, StateDictLoader.Load(network, weights).MissingCounters);
    }

    [TestMethod]
    public void KernelsAreSummedForGreyImages()
    {
        using var network = NetworkCatalog.Create("resnet18", 10, new() { Channels = 1 });
        var weights = CaptureOfAnother("resnet18", 10);
        var report = StateDictLoader.Load(network, weights);
        StringAssert.Contains(report.Adapted.Single().ToString(), "[64, 3, 7, 7] in the weights; the three input channels were summed");

        var (colours, grey) = (weights[Convolution].ToSingles(), StateDictLoader.Capture(network)[Convolution].ToSingles());
        for (var output = 0; output < 64; output++)
            for (var i = 0; i < 49; i++)
            {
                var sum = colours[(output * 147) + i] + colours[(output * 147) + 49 + i] + colours[(output * 147) + 98 + i];
                Assert.AreEqual(sum, grey[(output * 49) + i], 1e-6f);
            }
    }

    [TestMethod]
    [DataRow(null, 4)]
    [DataRow(1, 1)]
    [DataRow(8, 8)]
    public void AlexNetsFirstKernelsAreCut(int? option, int first)
    {
        using var network = NetworkCatalog.Create("alexnet32", 10);
        var weights = CaptureOfAnother("alexnet", 10);
        var report = StateDictLoader.Load(network, weights, new() { CropOffset = option });
        StringAssert.Contains(report.Adapted.Single().How, $"rows {first} to {first + 2} and columns {first} to {first + 2}");

        var (large, small) = (weights["features.0.weight"].ToSingles(), StateDictLoader.Capture(network)["features.0.weight"].ToSingles());
        for (var plane = 0; plane < 64 * 3; plane++)
            for (var i = 0; i < 9; i++)
                Assert.AreEqual(large[(plane * 121) + ((first + (i / 3)) * 11) + first + (i % 3)], small[(plane * 9) + i]);
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(9)]
    public void ACropOutsideTheKernelIsAnError(int offset)
    {
        using var network = NetworkCatalog.Create("alexnet32", 10);
        var before = network.Snapshot();
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => StateDictLoader.Load(network, CaptureOfAnother("alexnet", 10), new LoadOptions { CropOffset = offset }));
        StringAssert.Contains(error.Message, "0 to 8");
        AssertSame(before, network.Snapshot());
    }

    [TestMethod]
    public void TheNetworkTakesOverWhatPublishedWeightsExpect()
    {
        using var folder = new TemporaryFolder();
        using var small = NetworkCatalog.Create("alexnet32", 10);
        using var grey = NetworkCatalog.Create("alexnet", 10, new() { Channels = 1 });
        var file = folder.File("alexnet-owt-7be5be79.pth");
        Safetensors.Write(file, CaptureOfAnother("alexnet", 10));
        Weights.File(file).LoadInto(small);
        Weights.File(file).LoadInto(grey);
        Assert.AreEqual((32, 32, 3), (small.InputSpec.Height, small.InputSpec.Width, small.InputSpec.Channels));
        CollectionAssert.AreEqual(InputSpec.ImageNet.Mean.ToArray(), small.InputSpec.Mean.ToArray());
        Assert.AreEqual((224, 1), (grey.InputSpec.Height, grey.InputSpec.Channels));
        Assert.AreEqual(InputSpec.ImageNet.Mean.Average(), grey.InputSpec.Mean.Single(), 1e-6f);
    }

    [TestMethod]
    public void WeightsOfAnotherNetworkSayWhatToDo()
    {
        using var network = NetworkCatalog.Create("resnet18", 10);
        using var folder = new TemporaryFolder();
        Safetensors.Write(folder.File("a.pth"), CaptureOfAnother("alexnet32", 10));
        var error = Assert.ThrowsExactly<WeightsMismatchException>(() => Weights.File(folder.File("a.pth")).LoadInto(network));
        StringAssert.Contains(error.Message, folder.File("a.pth"));
        StringAssert.Contains(error.Message, "choose the network that the weights are of");
    }

    private static StateDict CaptureOfAnother(string name, int classes)
    {
        using var network = NetworkCatalog.Create(name, classes, new() { Seed = 77 });
        return StateDictLoader.Capture(network);
    }

    private static StateDict Without(StateDict weights, Func<string, bool> leftOut)
    {
        var rest = new StateDict();
        foreach (var (name, tensor) in weights)
            if (!leftOut(name))
                rest.Add(name, tensor);
        return rest;
    }

    private static TensorData Zeros(params long[] shape) => TensorData.FromSingles(new float[shape.Aggregate(1L, (x, y) => x * y)], shape);

    private static void AssertSame(Dictionary<string, byte[]> expected, Dictionary<string, byte[]> actual)
    {
        foreach (var (name, bytes) in expected) Assert.IsTrue(bytes.AsSpan().SequenceEqual(actual[name]), name);
    }
}
