using System.Globalization;
using Toolkit.Estimators;
using Toolkit.Estimators.Reporting;

namespace Toolkit.UnitTests.Estimators.Reporting;

/// <summary>What the model card says, and that its program runs.</summary>
[TestClass]
public sealed class ModelCardTests
{
    private static TrainingReport Report => ReportedRun.Shared.Report;

    [TestMethod]
    public void ItHasTheSameFiguresAsTheMetrics()
    {
        var (card, metrics) = (Report.ToModelCard(), ReportedRun.Shared.Metrics);
        string[] headings = [.. card.Split('\n').Where(line => line.StartsWith('#'))];
        CollectionAssert.AreEqual(
            new[]
            {
                "# Image classifier mnist\\_cnn", "## Figures", "## Data", "## Limits", "## Licence", "## How to use it", "## Settings",
                "## Time and environment",
            },
            headings);
        StringAssert.Contains(card, $"| Accuracy | {Percent(metrics.MicroAccuracy)} \\(of 48 evaluated images\\) |");
        var green = metrics.Classes.Single(item => item.Name == ToyImages.Classes[1]);
        StringAssert.Contains(
            card, $"| {green.Name} | {green.Support} | {Percent(green.Precision)} | {Percent(green.Recall)} | {Percent(green.F1)} |");
        StringAssert.Contains(card, "| All | 60 | 48 |");
        StringAssert.Contains(card, "| Epochs | 6 |");
    }

    [TestMethod]
    public void NamesCannotChangeIt()
    {
        var card = (Report with { Title = "a\n# b <b>[c](d)</b> 🌻" }).ToModelCard();
        StringAssert.StartsWith(card, "# a \\# b \\<b\\>\\[c\\]\\(d\\)\\</b\\> 🌻\n");
        StringAssert.Contains(card, "\n| \\<img src=x onerror=alert\\(1\\)\\> \\& \"co\" \\| \\`a\\` | ");
        Assert.DoesNotContain("<img", card.Replace("\\<", "", StringComparison.Ordinal));
    }

    [TestMethod]
    public void LimitsAreThoseOfTheFacts()
    {
        var card = Report.ToModelCard();
        StringAssert.Contains(card, "it does not know what is none of them");
        StringAssert.Contains(card, "learned these classes from fewer than 30 images each: ");
        StringAssert.Contains(card, "rest on fewer than 30 images each: ");

        var unsure = (Report with { Training = Report.Training! with { Rejection = new(0.9f, 0.5, 1) }, MetricsAreOfValidation = true }).ToModelCard();
        StringAssert.Contains(unsure, "It answers where it is at least 90.00 % sure, and else that an image is none of its 3 classes.");
        Assert.DoesNotContain("it does not know what is none of them", unsure);
        StringAssert.Contains(unsure, "Its figures are those of the validation images, which chose the best epoch");

        var many = (Report with { ClassNames = ["a", "b"], Data = [new("training", new Dictionary<string, long> { ["a"] = 29, ["b"] = 30 })] }).ToModelCard();
        StringAssert.Contains(many, "fewer than 30 images each: a.\n");
    }

    [TestMethod]
    public void TheIntervalOfTheAccuracyIsWilsons()
    {
        // R: prop.test(7, 20, correct = FALSE)$conf.int.
        var metrics = ManyClasses.Metrics(2);
        Assert.AreEqual(0.35, metrics.MicroAccuracy, 1e-12);
        var card = (Report with { Metrics = metrics, Mistakes = [] }).ToModelCard();
        StringAssert.Contains(card, "between 18.12 % and 56.71 % with 95 % confidence");
    }

    [TestMethod]
    public void WithoutAnythingItSaysSo()
    {
        var card = (Report with { Metrics = null, Mistakes = [], Data = [], Split = null, Settings = [], Training = null, WeightsLicence = null }).ToModelCard();
        StringAssert.Contains(card, "The data was not told.");
        StringAssert.Contains(card, "They were not told.");
        StringAssert.Contains(card, "began with is not known");
        StringAssert.Contains(card, "not evaluated on images that it has never seen");
        StringAssert.Contains((Report with { WeightsLicence = "CC BY 4.0" }).ToModelCard(), "under this licence: CC BY 4.0.");
    }

    [TestMethod]
    public void ItsProgramRunsWithTheModel()
    {
        var toy = ToyModel.Shared;
        var printed = CardProgram.Run(
            toy.ML.TransferLearning().Report(toy.Model, options: new() { ModelFile = "toy \"1\".zip" }), ToyImages.Draw(2, 5),
            path => toy.ML.TransferLearning().Save(toy.Model, toy.Train.Schema, path));
        StringAssert.StartsWith(printed, ToyImages.Classes[2] + ": ");
    }

    private static string Percent(double share) => (share * 100).ToString("F2", CultureInfo.InvariantCulture) + " %";
}
