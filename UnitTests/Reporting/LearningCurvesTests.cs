using System.Xml.Linq;
using Toolkit.Reporting;
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
        var svg = Parse(Training);
        CollectionAssert.IsSubsetOf(
            new[] { "Loss per epoch", "Accuracy per epoch", "Training loss per step", "training", "validation", "frozen",
                "unfrozen", "epoch", "best" },
            Texts(svg));
        Assert.HasCount(3, svg.Root!.Elements(Svg + "g"));
        Assert.HasCount(12, svg.Descendants(Svg + "circle"));
        StringAssert.Contains(string.Join('|', svg.Descendants(Svg + "title").Select(title => title.Value)), "validation, epoch 3: 60 %");
        Assert.AreEqual("ResNet18 <on> \"flowers\" & trees ", Texts(svg)[0]);
    }

    [TestMethod]
    public void EveryPointLiesInsideThePicture()
    {
        var svg = Parse(Training);
        foreach (var dot in svg.Descendants(Svg + "circle"))
        {
            Assert.IsInRange(0, 1040, (double)dot.Attribute("cx")!);
            Assert.IsInRange(0, 780, (double)dot.Attribute("cy")!);
        }
        double[] losses = [.. svg.Descendants(Svg + "circle").Take(3).Select(dot => (double)dot.Attribute("cy")!)];
        Assert.IsTrue(losses[0] < losses[1] && losses[1] < losses[2], "A falling loss goes down in the picture.");
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
    }

    [TestMethod]
    public void ManyStepsMakeASmallFile()
    {
        double[] losses = [.. Enumerable.Range(0, 1_000_000).Select(step => (double)(step * 7919L % 1000))];
        Assert.IsLessThan(200_000, LearningCurves.ToSvg(new() { IterationLosses = losses }).Length);
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
    public void NothingToDrawIsAnError() => Assert.ThrowsExactly<ArgumentException>(() => LearningCurves.ToSvg(new()));

    private static XDocument Parse(LearningCurveData data) => XDocument.Parse(LearningCurves.ToSvg(data));

    private static string[] Texts(XDocument svg) => [.. svg.Descendants(Svg + "text").Select(text => text.Value)];
}
