using Toolkit.Networks;
using Toolkit.StateDicts;

namespace Toolkit.UnitTests.StateDicts;

/// <summary>What wrappers make of names, and what training loops keep beside the network, is told from the network's weights.</summary>
[TestClass]
public sealed class WrappedWeightsTests
{
    private const string Filters = "features.0.weight";

    private static readonly LoadOptions Everything = new() { AllowMissing = true, AllowUnexpected = true, AllowMismatched = true, FreshHead = true };

    private static StateDict Trained { get; } = Capture("mnist_cnn", seed: 77);

    [TestMethod]
    [DataRow("_orig_mod.")]
    [DataRow("module._orig_mod.")]
    [DataRow("_orig_mod.module.")]
    [DataRow("model.")]
    [DataRow("encoder.")]
    [DataRow("module.model.net._orig_mod.backbone.module.")]
    [DataRow("ema.module.")]
    public void WhatAWrapperPutBeforeAllNamesIsTakenOff(string prefix)
    {
        using var target = NetworkCatalog.Create("mnist_cnn", 3, new() { Seed = 2 });
        var report = StateDictLoader.Load(target, Renamed(Trained, name => prefix + name));
        Assert.AreEqual(prefix, report.Prefix);
        Assert.IsEmpty(report.Beside);
        StringAssert.Contains(report.ToString(), $"without the '{prefix}' before their names");
        AssertHas(target, Trained);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("model.")]
    [DataRow("module.")]
    public void WrappersOfPartsAreTakenOutOfNames(string prefix)
    {
        using var target = NetworkCatalog.Create("mnist_cnn", 3, new() { Seed = 2 });
        var report = StateDictLoader.Load(target, Renamed(
            Trained, name => prefix + name.Replace("features.", "features.module.").Replace("classifier.0.", "classifier.0._orig_mod.")));
        Assert.AreEqual(prefix, report.Prefix);
        CollectionAssert.AreEqual(new[] { "_orig_mod", "module" }, report.InnerWrappers.ToArray());
        StringAssert.Contains(report.ToString(), "without '_orig_mod', 'module' in their names");
        AssertHas(target, Trained);
    }

    /// <summary>As PyTorch's ImageNet example trains AlexNet and VGG: its features alone are in DataParallel.</summary>
    [TestMethod]
    public void FeaturesInDataParallelAreLoaded()
    {
        var trained = Capture("alexnet32", seed: 77);
        using var target = NetworkCatalog.Create("alexnet32", 3, new() { Seed = 2 });
        StateDictLoader.Load(target, Renamed(trained, name => name.Replace("features.", "features.module.")));
        AssertHas(target, trained);
    }

    /// <summary>As a LightningModule saves a network under <c>net</c> together with a loss and a metric that have state.</summary>
    [TestMethod]
    public void WhatStandsBesideTheNetworkIsNoErrorAndNamed()
    {
        using var target = NetworkCatalog.Create("mnist_cnn", 3, new() { Seed = 2 });
        var weights = Renamed(Trained, name => "net." + name);
        weights.Add("criterion.weight", Ones(3));
        weights.Add("n_averaged", new TensorData(ElementType.Int64, [], new byte[8]));
        weights.Add("accuracy.right", Ones(3));
        weights.Add("accuracy.all", Ones(3));
        var report = StateDictLoader.Load(target, weights);
        AssertHas(target, Trained);
        Assert.IsEmpty(report.Unexpected);
        CollectionAssert.AreEqual(new[] { "criterion.weight", "n_averaged", "accuracy.right", "accuracy.all" }, report.Beside.Select(key => key.Name).ToArray());
        StringAssert.Contains(report.ToString(), "4 beside the network, not loaded: criterion.weight [3], n_averaged [], accuracy.* (2 tensors)");
    }

    [TestMethod]
    public void WhatStandsBesideANetworkWithoutPrefixIsAnErrorThatNamesIt()
    {
        using var target = NetworkCatalog.Create("mnist_cnn", 3);
        var weights = Renamed(Trained, name => name);
        weights.Add("criterion.weight", Ones(3));
        var error = Assert.ThrowsExactly<WeightsMismatchException>(() => StateDictLoader.Load(target, weights));
        StringAssert.Contains(error.Message, "criterion.weight [3]");
    }

    [TestMethod]
    public void ALayerThatLacksThePrefixIsMissing()
    {
        using var target = NetworkCatalog.Create("mnist_cnn", 3);
        var weights = Renamed(Trained, name => name == Filters ? name : "model." + name);
        var error = Assert.ThrowsExactly<WeightsMismatchException>(() => StateDictLoader.Load(target, weights));
        Assert.AreEqual(Filters, error.Report.Missing.Single().Name);
        Assert.AreEqual(Filters, error.Report.Beside.Single().Name);
    }

    [TestMethod]
    [DataRow("model.", "ema.")]
    [DataRow("model.", "model_ema.module.")]
    [DataRow("online_model.", "ema_model.")]
    [DataRow("student.", "teacher.")]
    [DataRow("module.", "swa_model.")]
    public void OfTwoCopiesTheTrainedOneIsTakenAndTheAverageOnRequest(string trained, string average)
    {
        var other = Capture("mnist_cnn", seed: 5);
        foreach (var averageFirst in new[] { true, false })
        {
            var copies = new[] { Renamed(other, name => average + name), Renamed(Trained, name => trained + name) };
            var weights = new StateDict();
            foreach (var (name, tensor) in averageFirst ? copies.SelectMany(x => x) : copies.Reverse().SelectMany(x => x)) weights.Add(name, tensor);

            using var target = NetworkCatalog.Create("mnist_cnn", 3, new() { Seed = 2 });
            var report = StateDictLoader.Load(target, weights);
            Assert.AreEqual((trained, 8), (report.Prefix, report.Beside.Count));
            StringAssert.Contains(report.ToString(), $"{average.Split('.')[0]}.* (8 tensors)");
            AssertHas(target, Trained);

            Assert.AreEqual(average, StateDictLoader.Load(target, weights, new() { Prefix = average }).Prefix);
            AssertHas(target, other);
        }
    }

    [TestMethod]
    public void AnAverageIsNotTakenForTrainedWeightsThatLackATensor()
    {
        var weights = Renamed(Trained, name => "ema." + name);
        foreach (var (name, tensor) in Trained)
            if (name != Filters) weights.Add("model." + name, tensor);
        using var target = NetworkCatalog.Create("mnist_cnn", 3);
        var error = Assert.ThrowsExactly<WeightsMismatchException>(() => StateDictLoader.Load(target, weights));
        Assert.AreEqual(("model.", Filters), (error.Report.Prefix, error.Report.Missing.Single().Name));
        Assert.AreEqual("ema.", StateDictLoader.Load(target, weights, new() { Prefix = "ema." }).Prefix);
    }

    [TestMethod]
    [Timeout(60_000)]
    public void ANameOfMillionsOfDotsIsSoonRefused()
    {
        using var target = NetworkCatalog.Create("mnist_cnn", 3);
        var weights = new StateDict { [new string('.', 5_000_000)] = Ones(1) };
        Assert.ThrowsExactly<WeightsMismatchException>(() => StateDictLoader.Load(target, weights));
    }

    [TestMethod]
    public void APrefixThatNoNameHasIsAnError()
    {
        using var target = NetworkCatalog.Create("mnist_cnn", 3);
        var error = Assert.ThrowsExactly<WeightsMismatchException>(() => StateDictLoader.Load(target, Trained, Everything with { Prefix = "ema." }));
        StringAssert.Contains(error.Message, "another LoadOptions.Prefix than 'ema.'");
        StringAssert.Contains(error.Message, "8 beside the network");
    }

    [TestMethod]
    public void WeightsOfWhichNothingFitsAreRefusedWhateverIsAllowed()
    {
        using var network = NetworkCatalog.Create("resnet18", 3);
        foreach (var weights in new StateDict[]
                 {
                     new() { ["a"] = Ones(1) }, new() { ["bn1.num_batches_tracked"] = new TensorData(ElementType.Int64, [], new byte[8]) }, new(),
                 })
        {
            var error = Assert.ThrowsExactly<WeightsMismatchException>(() => StateDictLoader.Load(network, weights, Everything));
            StringAssert.Contains(error.Message, "Not one tensor fits");
        }
    }

    private static StateDict Capture(string name, int seed)
    {
        using var network = NetworkCatalog.Create(name, 3, new() { Seed = seed });
        return StateDictLoader.Capture(network);
    }

    private static StateDict Renamed(StateDict weights, Func<string, string> rename)
    {
        var renamed = new StateDict();
        foreach (var (name, tensor) in weights) renamed.Add(rename(name), tensor);
        return renamed;
    }

    private static TensorData Ones(int count) => TensorData.FromSingles([.. Enumerable.Repeat(1f, count)], count);

    private static void AssertHas(Network network, StateDict expected)
    {
        foreach (var (name, tensor) in StateDictLoader.Capture(network))
            Assert.IsTrue(expected[name].Bytes.Span.SequenceEqual(tensor.Bytes.Span), name);
    }
}
