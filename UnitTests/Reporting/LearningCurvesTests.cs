using System.Globalization;
using System.Xml.Linq;
using Toolkit.Reporting;
using Toolkit.Training;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Reporting;

[TestClass]
public sealed class LearningCurvesTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static LearningCurveData Training => new()
    {
        Title = "ResNet18 <on> \"flowers\" & trees \u0001",
        Epochs = [new(2.2, 0.2, 2.1, 0.25, "frozen"), new(1.5, 0.4, 1.6, 0.45, "frozen"), new(0.9, 0.7, 1.1, 0.6, "unfrozen")],
        IterationLosses = [.. Enumerable.Range(0, 30).Select(step => 2.5 - step * 0.05)],
        BestEpoch = 3,
    };

    [TestMethod]
    public void ShowsLossAndAccuracyPerEpochAndLossPerStep()
    {
        var texts = Texts(Parse(Training));
        CollectionAssert.IsSubsetOf(
            new[] { "Loss per epoch", "Accuracy per epoch", "Training loss per step", "training", "validation", "each step", "smoothed",
                "frozen", "unfrozen", "epoch", "training step", "best", "60 %" },
            texts);
        Assert.AreEqual("ResNet18 <on> \"flowers\" & trees ", texts[0]);
    }

    [TestMethod]
    public void AnotherMetricIsNamed()
    {
        var texts = Texts(Parse(Training with { Metric = TrainingMetric.RSquared, Epochs = [new(2, -0.4, 2, -0.2), new(1, 0.5, 1, 0.25)] }));
        CollectionAssert.IsSubsetOf(new[] { "R² per epoch", "R²" }, texts);
        Assert.IsFalse(texts.Any(text => text.Contains('%') || text.Contains("ccuracy")), string.Join(", ", texts));
        CollectionAssert.Contains(Texts(Parse(Training with { Metric = TrainingMetric.MeanAveragePrecision })), "mAP per epoch");
    }

    [TestMethod]
    public void ReadersWhoDoNotSeeItGetATitleAndADescription()
    {
        var svg = Parse(Training).Root!;
        Assert.AreEqual("img", svg.Attribute("role")!.Value);
        Assert.AreEqual("ResNet18 <on> \"flowers\" & trees ", svg.Element(Svg + "title")!.Value);
        StringAssert.Contains(svg.Element(Svg + "desc")!.Value, "3 epochs, of which number 3 is the best");
    }

    [TestMethod]
    public void TheMouseFindsTheValuesOfEveryPointWhereItIsDrawn()
    {
        var svg = Parse(Training);
        var hints = Hints(svg);
        CollectionAssert.IsSubsetOf(new[] { "training, epoch 1: 2.2", "validation, epoch 3: 60 %" }, hints.Select(hint => hint.Text).ToArray());
        Assert.HasCount(12, hints);
        var drawn = svg.Descendants(Svg + "ellipse").Select(dot => (X: (double)dot.Attribute("cx")!, Y: (double)dot.Attribute("cy")!)).ToList();
        foreach (var hint in hints.Where(hint => hint.Text.StartsWith("training", StringComparison.Ordinal)))
            Assert.IsTrue(drawn.Any(dot => Math.Abs(dot.X - hint.X) < 0.01 && Math.Abs(dot.Y - hint.Y) < 0.01), hint.Text);
    }

    [TestMethod]
    public void ValuesAreDrawnToScaleInsideThePicture()
    {
        var hints = Hints(Parse(Training));
        foreach (var (x, y, text) in hints)
        {
            Assert.IsInRange(0, 1040, x, text);
            Assert.IsInRange(0, 764, y, text);
        }
        double[] heights = [.. hints.Take(3).Select(hint => hint.Y)];
        Assert.IsGreaterThan(heights[0], heights[1], "A falling loss goes down in the picture.");
        Assert.AreEqual((2.2 - 1.5) / (1.5 - 0.9), (heights[0] - heights[1]) / (heights[1] - heights[2]), 0.001);
    }

    [TestMethod]
    public void TheHighestValuesHaveRoomForTheirDots()
    {
        var svg = Parse(new() { Epochs = [new(2, 1), new(1.9, 0.6)] });
        foreach (var highest in new[] { "training, epoch 1: 2", "training, epoch 1: 100 %" })
        {
            var hint = Hints(svg).Single(hint => hint.Text == highest);
            var dot = svg.Descendants(Svg + "ellipse").Single(dot => Math.Abs((double)dot.Attribute("cy")! - hint.Y) < 0.01
                && Math.Abs((double)dot.Attribute("cx")! - hint.X) < 0.01);
            var clip = svg.Descendants(Svg + "rect").Last(rect => rect.Parent!.Name == Svg + "clipPath" && rect.IsBefore(dot));
            Assert.IsGreaterThan((double)clip.Attribute("y")!, (double)dot.Attribute("cy")! - (double)dot.Attribute("ry")!, highest);
        }
    }

    [TestMethod]
    public void NoPercentageAboveAHundredIsNamed()
    {
        var texts = Texts(Parse(new() { Epochs = [new(0.1, 1), new(0.05, 1)] }));
        Assert.Contains("100 %", texts);
        foreach (var percent in texts.Where(text => text.EndsWith(" %", StringComparison.Ordinal)))
            Assert.IsLessThanOrEqualTo(100, double.Parse(percent[..^2], CultureInfo.InvariantCulture));
    }

    [TestMethod]
    public void PhasesAreShadedAndTheBestEpochIsMarked()
    {
        var svg = Parse(Training);
        double[] widths = [.. svg.Descendants(Svg + "g").Elements(Svg + "rect")
            .Where(band => band.Attribute("style")!.Value.StartsWith("fill:rgb", StringComparison.Ordinal))
            .Select(band => (double)band.Attribute("width")!)];
        Assert.HasCount(6, widths);
        for (var plot = 0; plot < 3; plot++) Assert.AreEqual(2, widths[2 * plot] / widths[2 * plot + 1], 0.001, "Two epochs are frozen, one is not.");

        var mark = svg.Descendants(Svg + "polyline").First(line => line.Attribute("style")!.Value.Contains("dasharray", StringComparison.Ordinal));
        var third = Hints(svg)[2];
        foreach (var (x, _) in Points(mark)) Assert.AreEqual(third.X, x, 0.01);
    }

    [TestMethod]
    public void APhaseIsNamedWhereItsNameHasRoom()
    {
        var epochs = Enumerable.Range(0, 100).Select(epoch => new EpochPoint(1, 0.5, Phase: epoch == 0 ? "warming up" : "all layers")).ToList();
        var texts = Texts(Parse(new() { Epochs = epochs }));
        Assert.Contains("all layers", texts);
        Assert.DoesNotContain("warming up", texts);
    }

    [TestMethod]
    public void TheSmoothedLossIsDrawnOverThatOfEachStep()
    {
        var lines = Parse(new() { IterationLosses = [.. Enumerable.Range(0, 200).Select(step => step % 2 == 0 ? 1.0 : 3.0)] })
            .Descendants(Svg + "polyline").Select(line => Points(line).Select(point => point.Y).ToArray()).Where(line => line.Length > 20).ToList();
        Assert.HasCount(2, lines);
        // With weights that fall by a quarter a step, an alternation by ±1 is left with (1 - 0.75) / (1 + 0.75) of it.
        Assert.AreEqual(0.25 / 1.75, Height(lines[1][^20..]) / Height(lines[0][^20..]), 0.01);

        static double Height(double[] line) => line.Max() - line.Min();
    }

    [TestMethod]
    public void OneEpochWithoutValidationAndLossesThatAreNoNumbersCanBeDrawn()
    {
        var svg = Parse(new()
        {
            Epochs = [new(double.NaN, 0.1)],
            IterationLosses = [2, double.NaN, double.PositiveInfinity, 1],
        });
        Assert.DoesNotContain("validation", Texts(svg));
        Assert.DoesNotContain("NaN", svg.ToString());
        Assert.DoesNotContain("Infinity", svg.ToString());
        Assert.DoesNotContain("∞", svg.ToString());
    }

    [TestMethod]
    public void ManyStepsMakeASmallFile()
    {
        double[] losses = [.. Enumerable.Range(0, 1_000_000).Select(step => (double)(step * 7919L % 1000))];
        Assert.IsLessThan(200_000, LearningCurves.ToSvg(new() { IterationLosses = losses }).Length);
    }

    [TestMethod]
    public void TheSameNumbersGiveTheSameBytesInEveryCulture()
    {
        var expected = LearningCurves.ToSvg(Training);
        var before = CultureInfo.CurrentCulture;
        try
        {
            var decimalCommas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (decimalCommas.NumberFormat.NumberDecimalSeparator, decimalCommas.NumberFormat.PercentDecimalSeparator) = (",", ",");
            decimalCommas.NumberFormat.NegativeSign = "−";
            CultureInfo.CurrentCulture = decimalCommas;
            Assert.AreEqual(expected, LearningCurves.ToSvg(Training));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [TestMethod]
    public void SavingMakesTheFolderAndReplacesTheFile()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("new/curves.svg");
        LearningCurves.Save(path, Training);
        LearningCurves.Save(path, Training with { Title = "second" });
        Assert.AreEqual("second", Texts(XDocument.Load(path))[0]);
        Assert.HasCount(1, Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories));
    }

    [TestMethod]
    public void ATrainingsResultCanBeDrawn()
    {
        EpochReport[] epochs =
        [
            new(1, TrainingPhase.Frozen, TrainLoss: 2, TrainAccuracy: 0.25, ValidationLoss: 3, ValidationAccuracy: 0.5, 0.001, 1, IsBest: true),
            new(2, TrainingPhase.Unfrozen, TrainLoss: 1, TrainAccuracy: 0.75, null, null, 0.001, 1, IsBest: false),
        ];
        var data = LearningCurveData.Of(new TrainingResult(epochs, [2, 2, 1, 1], epochs[0], Cancelled: false, TimeSpan.Zero));
        CollectionAssert.AreEqual(new EpochPoint[] { new(2, 0.25, 3, 0.5, "frozen", 0.001), new(1, 0.75, null, null, "unfrozen", 0.001) }, data.Epochs.ToArray());
        CollectionAssert.AreEqual(new double[] { 2, 2, 1, 1 }, data.IterationLosses.ToArray());
        Assert.AreEqual(1, data.BestEpoch);
    }

    [TestMethod]
    public void NothingToDrawIsAnError() => Assert.ThrowsExactly<ArgumentException>(() => LearningCurves.ToSvg(new()));

    private static XDocument Parse(LearningCurveData data) => XDocument.Parse(LearningCurves.ToSvg(data));

    private static string[] Texts(XDocument svg) => [.. svg.Descendants(Svg + "text").Select(text => text.Value)];

    private static List<(double X, double Y, string Text)> Hints(XDocument svg) => [.. svg.Descendants(Svg + "circle").Select(
        hint => ((double)hint.Attribute("cx")!, (double)hint.Attribute("cy")!, hint.Element(Svg + "title")!.Value))];

    private static List<(double X, double Y)> Points(XElement line) => [.. line.Attribute("points")!.Value.Split(' ')
        .Select(point => point.Split(','))
        .Select(point => (double.Parse(point[0], CultureInfo.InvariantCulture), double.Parse(point[1], CultureInfo.InvariantCulture)))];
}
