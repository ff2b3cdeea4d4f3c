using System.Text.RegularExpressions;
using System.Xml.Linq;
using Toolkit.Reporting;

namespace Toolkit.UnitTests.Reporting;

/// <summary>The curves as figures for a page.</summary>
[TestClass]
public sealed partial class CurveFigureTests
{
    private static readonly LearningCurveData Training = new()
    {
        Epochs = [new(2.2, 0.2, 2.1, 0.25, "frozen", 1e-3), new(1.5, 0.4, 1.6, 0.45, "unfrozen", 1e-4)],
        IterationLosses = [2.5, 2, 1.5, 1.25],
        BestEpoch = 2,
    };

    [TestMethod]
    public void EveryPlotIsAFigureOfItsOwn()
    {
        var figures = LearningCurves.ToFigures(Training);
        CollectionAssert.AreEqual(
            new[] { "Loss per epoch", "Accuracy per epoch", "Training loss per step", "Learning rate per epoch" },
            figures.Select(figure => figure.Heading).ToArray());
        var descriptions = figures.Select(figure => XElement.Parse(figure.Svg).Elements().Single(element => element.Name.LocalName == "desc").Value).ToArray();
        Assert.AreEqual("training, 2 points: from 2.2 to 1.5; validation, 2 points: from 2.1 to 1.6.", descriptions[0]);
        Assert.AreEqual("learning rate, 2 points: from 0.001 to 0.0001.", descriptions[3]);
    }

    [TestMethod]
    public void EveryColourIsOneThatAPageSets()
    {
        foreach (var figure in LearningCurves.ToFigures(Training))
        {
            var colours = Colours().Matches(figure.Svg).Select(match => match.Groups["variable"].Value).Distinct().ToList();
            Assert.IsGreaterThan(3, colours.Count, figure.Heading);
            foreach (var colour in colours) Assert.IsTrue(CurveFigure.Colours.ContainsKey(colour), $"{figure.Heading}: '{colour}'");
        }
    }

    [TestMethod]
    public void NamesWithinFiguresAreDifferentOnOnePage()
    {
        string[] names = [.. LearningCurves.ToFigures(Training).SelectMany(figure => Attributes(figure, "id"))];
        Assert.IsGreaterThan(3, names.Length);
        CollectionAssert.AllItemsAreUnique(names);
        foreach (var used in LearningCurves.ToFigures(Training).SelectMany(figure => Attributes(figure, "clip-path")))
            Assert.Contains(used["url(#".Length..^1], names);
    }

    [TestMethod]
    public void WithoutRatesAndStepsThereAreNoSuchFigures() => CollectionAssert.AreEqual(
        new[] { "Loss per epoch", "Accuracy per epoch" },
        LearningCurves.ToFigures(new() { Epochs = [new(1, 0.5, LearningRate: 0)] }).Select(figure => figure.Heading).ToArray());

    [TestMethod]
    public void SignsBeyondSixteenBitsAreKeptAndHalvesOfThemLeftOut()
    {
        var svg = XElement.Parse(LearningCurves.ToSvg(Training with { Title = "🌻 \ud83c end" }));
        Assert.AreEqual("🌻  end", svg.Elements().First(element => element.Name.LocalName == "title").Value);
    }

    private static IEnumerable<string> Attributes(CurveFigure figure, string name) =>
        XElement.Parse(figure.Svg).DescendantsAndSelf().Attributes(name).Select(attribute => attribute.Value);

    [GeneratedRegex(@"(?<!var\(--[a-z0-9-]+, )rgb\((?<bare>[^)]*)\)|var\((?<variable>--[a-z0-9-]+),")]
    private static partial Regex Colours();
}
