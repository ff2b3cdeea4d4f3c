using System.Xml.Linq;
using Toolkit.Data;
using Toolkit.Reporting;
using Toolkit.Training;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

/// <summary>The search for learning rates: beside PyTorch, by formula, and what it leaves behind.</summary>
[TestClass]
public sealed class LearningRateFinderTests
{
    private const int Images = 48;

    private static readonly InMemoryImages Train = TintedImages.Create(Images);

    /// <summary>Hard to tell apart: a network that is right about all images has no gradient, and does not diverge.</summary>
    private static readonly InMemoryImages Hard = TintedImages.Create(Images, tint: 4);

    /// <summary>All images in one batch, and nothing random.</summary>
    private static readonly FineTuningOptions Plain = new()
    {
        BatchSize = Images,
        FrozenEpochs = 0,
        ValidationFraction = 0,
        Augmentation = [],
        Optimizer = Optimizer.Sgd(momentum: 0),
        BatchNormStatistics = BatchNormStatistics.Keep,
        Callbacks = [new NoDropout()],
        LoaderThreads = 1,
    };

    [TestMethod]
    public void TheCurveIsPyTorchs()
    {
        var options = new LearningRateFinderOptions { LowestRate = 1e-4, HighestRate = 100, Steps = 60, Smoothing = 0.9, DivergenceFactor = 1.2 };
        using var network = new TinyNetwork();
        using var python = new PythonReference();
        foreach (var (name, tensor) in network.state_dict())
            if (tensor.is_floating_point()) python.Give<float>(name, tensor.detach().data<float>().ToArray(), tensor.shape);
        var image = new Toolkit.Images.ImageBuffer();
        var pixels = new List<byte>();
        for (var i = 0; i < Images; i++)
        {
            Hard.Read(i, image);
            pixels.AddRange(image.Pixels.ToArray());
        }
        python.Give<byte>("pixels", pixels.ToArray(), Images, 3, 8, 8);
        python.Give<long>("labels", [.. Enumerable.Range(0, Images).Select(i => (long)Hard.LabelOf(i))], Images);
        python.Run(
            """
            F = torch.nn.functional
            names = ["conv.weight", "conv.bias", "bn.weight", "bn.bias", "head.fc.weight", "head.fc.bias"]
            p = {name: take(name).requires_grad_() for name in names}
            x, y = (take("pixels").float() / 255 - 0.5) / 0.25, take("labels")
            mean, var = take("bn.running_mean"), take("bn.running_var")
            low, high, steps, beta = 1e-4, 100.0, 60, 0.9
            lrs, losses, smooth, average = [], [], [], 0.0
            for i in range(steps):
                lr = low * (high / low) ** (i / (steps - 1))
                maps = F.relu(F.batch_norm(F.conv2d(x, p["conv.weight"], p["conv.bias"], padding=1), mean, var, p["bn.weight"], p["bn.bias"]))
                loss = F.cross_entropy(F.linear(F.adaptive_avg_pool2d(maps, 2).flatten(1), p["head.fc.weight"], p["head.fc.bias"]), y)
                if not torch.isfinite(loss): break
                average = beta * average + (1 - beta) * loss.item()
                lrs.append(lr); losses.append(loss.item()); smooth.append(average / (1 - beta ** (i + 1)))
                if smooth[-1] > 1.2 * min(smooth): break
                gradients = torch.autograd.grad(loss, list(p.values()))
                with torch.no_grad():
                    for value, gradient in zip(p.values(), gradients): value -= lr * gradient
            lrs, smooth = np.array(lrs), np.array(smooth)
            n = len(lrs)
            inner = slice(n // 10, n - 5)
            r, l = lrs[inner], smooth[inner]
            steep = r[np.argmin((l[1:] - l[:-1]) / (np.log(r[1:]) - np.log(r[:-1])))]
            save("lrs", lrs); save("losses", np.array(losses)); save("smooth", smooth)
            save("found", np.array([steep, r[np.argmin(l)] / 10]))
            """);

        var curve = LearningRateFinder.Run(network, Hard, Plain, options);

        Assert.IsTrue(curve.Diverged);
        var rates = python.Take<double>("lrs").Values;
        Assert.HasCount(rates.Length, curve.Points);
        Close.AreClose(rates, curve.Points.Select(point => point.LearningRate).ToArray(), 1e-9, "rates");
        // The last losses are those of a network that falls apart, where rounding grows.
        var calm = rates.Length - 4;
        Close.AreClose(python.Take<double>("losses").Values[..calm], curve.Points.Select(point => point.Loss).Take(calm).ToArray(), 1e-3, "losses");
        Close.AreClose(python.Take<double>("smooth").Values[..calm], curve.Points.Select(point => point.SmoothedLoss).Take(calm).ToArray(), 1e-3, "smoothed");
        Close.AreClose(python.Take<double>("found").Values, [curve.Steepest!.Value, curve.TenthOfMinimum!.Value], 1e-9, "rates that follow");
    }

    [TestMethod]
    public void SuggestionsFollowFromThePoints()
    {
        // Falls by 1 a decade to 1e-3, by 3 in the next decade, then rises; the first tenth and the last five points would mislead.
        double[] rates = [.. Enumerable.Range(0, 30).Select(i => Math.Pow(10, -7 + i / 4.0))];
        double Loss(double rate) => Math.Log10(rate) switch
        {
            < -3 and var x => 10 - (x + 7),
            < -2 and var x => 6 - 3 * (x + 3),
            var x => 3 + (x + 2),
        };
        LearningRatePoint[] points = [.. rates.Select((rate, i) => new LearningRatePoint(rate, 0, i is 0 ? 1e6 : i > 25 ? -i * 1e6 : Loss(rate)))];
        var curve = new LearningRateCurve(points, false);
        Assert.AreEqual(1e-3, curve.Steepest!.Value, 1e-9);
        Assert.AreEqual(1e-3, curve.TenthOfMinimum!.Value, 1e-9);
        Assert.IsNull(new LearningRateCurve([.. points.Take(5)], true).Steepest);
        Assert.IsNull(new LearningRateCurve([.. points.Take(5)], true).TenthOfMinimum);
    }

    [TestMethod]
    [DataRow(TrainingPhase.Frozen)]
    [DataRow(TrainingPhase.Unfrozen)]
    public void TheNetworkAndTheRandomNumbersAreAsBefore(TrainingPhase phase)
    {
        using var scope = NewDisposeScope();
        using var network = new TinyNetwork();
        network.train();
        network.Head.eval();
        var input = network.InputSpec;
        var before = network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var generator = random.get_rng_state().clone();
        var training = new FineTuningOptions { BatchSize = 16, LoaderThreads = 1, Input = input with { Mean = [0.4f, 0.4f, 0.4f] } };

        var curve = LearningRateFinder.Run(network, Train, training, new LearningRateFinderOptions { Steps = 7, DivergenceFactor = 1e9, HighestRate = 1e-2, Phase = phase });

        Assert.HasCount(7, curve.Points, "more steps than batches");
        Assert.IsFalse(curve.Diverged);
        Assert.AreEqual((1e-7, 1e-2), (Math.Round(curve.Points[0].LearningRate, 12), Math.Round(curve.Points[^1].LearningRate, 12)));
        Assert.IsTrue(generator.Equals(random.get_rng_state()));
        CollectionAssert.AreEquivalent(before.Keys, network.state_dict().Keys);
        foreach (var (name, value) in network.state_dict()) Assert.IsTrue(before[name].Equals(value), name);
        Assert.IsTrue(network.parameters().All(parameter => parameter.grad is null));
        Assert.AreEqual((true, false, input), (network.training, network.Head.training, network.InputSpec));
    }

    [TestMethod]
    public void ALossThatIsNoNumberEndsTheSearch()
    {
        using var network = new TinyNetwork();
        var curve = LearningRateFinder.Run(
            network, Train, Plain, new LearningRateFinderOptions { LowestRate = 1, HighestRate = 1e38, Steps = 20, DivergenceFactor = 1e300 });
        Assert.IsTrue(curve.Diverged);
        Assert.IsTrue(curve.Points.All(point => double.IsFinite(point.SmoothedLoss)));
    }

    [TestMethod]
    public void TheCurveIsDrawn()
    {
        using var folder = new TemporaryFolder();
        using var network = new TinyNetwork();
        var curve = LearningRateFinder.Run(network, Train, Plain);
        LearningRatePlot.Save(folder.File("rates.svg"), curve);
        var text = XDocument.Load(folder.File("rates.svg")).ToString();
        foreach (var words in new[] { "learning rate", "smoothed", "steepest", "minimum / 10" }) StringAssert.Contains(text, words);
        Assert.AreEqual(LearningRatePlot.ToSvg(curve), File.ReadAllText(folder.File("rates.svg")));
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => LearningRatePlot.ToSvg(new LearningRateCurve([], true))).Message, "There is nothing to draw");
    }

    [TestMethod]
    public void WhatCannotBeSearchedIsRefused()
    {
        using var network = new TinyNetwork(classes: 5);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => LearningRateFinder.Run(network, Train)).Message,
            "The network has 5 classes, but the images have 3. Call ReplaceHead(3) before.");
        foreach (var (options, words) in new (LearningRateFinderOptions, string)[]
        {
            (new() { LowestRate = 0 }, "LowestRate must be a finite number above 0"), (new() { HighestRate = 1e-8 }, "HighestRate must be above LowestRate (1E-07)"),
            (new() { Steps = 1 }, "Steps must be at least 2"), (new() { Smoothing = 1 }, "Smoothing must be at least 0 and below 1"),
            (new() { DivergenceFactor = 1 }, "DivergenceFactor must be above 1"), (new() { Phase = (TrainingPhase)9 }, "Phase must be one of Frozen, Unfrozen"),
        })
        {
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Validate).Message, words);
        }
    }

    private sealed class NoDropout : TrainingCallback
    {
        public override void OnEpochStarting(TrainingContext run) => run.Network.Head.eval();
    }
}
