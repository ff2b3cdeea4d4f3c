using System.Globalization;
using System.Xml.Linq;
using Toolkit.Estimators.Evaluation;
using Toolkit.Estimators.Reporting;
using Toolkit.Files;
using Toolkit.Images;
using Toolkit.Reporting;
using Toolkit.Training;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Reporting;

/// <summary>What the page says, and that it says what the metrics and the training say.</summary>
[TestClass]
public sealed class ReportPageTests
{
    private static TrainingReport Report => ReportedRun.Shared.Report;

    private static ImageClassificationMetrics Metrics => ReportedRun.Shared.Metrics;

    [TestMethod]
    public void ARealRunHasAllSections() => CollectionAssert.AreEqual(
        new[] { "summary", "curves", "confusion", "classes", "mistakes", "calibration", "coverage", "data", "settings", "environment" },
        new Page(Report).Sections.ToArray());

    [TestMethod]
    public void FiguresAreThoseOfTheMetrics()
    {
        var page = new Page(Report);
        var figures = page.Section("summary").Descendants("dt").ToDictionary(name => name.Value, name => name.ElementsAfterSelf().First().Value);
        Assert.AreEqual(Percent(Metrics.MicroAccuracy), figures["Accuracy"]);
        Assert.AreEqual(Percent(Metrics.MacroF1), figures["Mean F1"]);
        Assert.AreEqual(Percent(Metrics.Calibration!.ExpectedError), figures["Calibration error"]);
        Assert.AreEqual(Percent(Report.Training!.Best!.ValidationAccuracy!.Value), figures["Validation accuracy"]);

        var classes = page.Table("Figures of every class");
        foreach (var (row, item) in classes.Skip(1).Zip(Metrics.Classes))
            CollectionAssert.AreEqual(new[] { item.Name, $"{item.Support}", Percent(item.Precision), Percent(item.Recall), Percent(item.F1) }, row);
    }

    [TestMethod]
    public void WhatASearchTriedIsToldInPageAndCard()
    {
        var report = Report with { Search = ReportedRun.Search };
        var page = new Page(report);
        StringAssert.Contains(page.Section("search").Value, "resnet18 was the best.");
        var table = page.Table("What was tried");
        CollectionAssert.AreEqual(
            new[] { "resnet18", "resnet18.mlnet", "0.001", "4 random versions", "2", "4", "0.2500", "97.50 %", "12.0 s", "0.5 s", "chosen" }, table[1]);
        CollectionAssert.AreEqual(
            new[] { "resnet18", "mine | best.pth", "0.01", "none", "0", "0", "–", "–", "–", "–", "There was no time left." }, table[2]);
        var card = report.ToModelCard();
        StringAssert.Contains(card, "## What was tried");
        StringAssert.Contains(card, "| resnet18 | resnet18.mlnet | 0.001 | 4 random versions | 2 | 4 | 0.2500 | 97.50 % | 12.0 s | 0.5 s | chosen |");
        StringAssert.Contains(card, "| resnet18 | mine \\| best.pth | 0.01 |");
    }

    [TestMethod]
    public void TheMatrixHasEveryCount()
    {
        var table = new Page(Report).Table("Confusion matrix");
        var classes = Metrics.Classes.Count;
        Assert.HasCount(classes + 1, table);
        for (var actual = 0; actual < classes; actual++)
        {
            for (var predicted = 0; predicted < classes; predicted++)
                Assert.AreEqual($"{Metrics.ConfusionTable[actual, predicted]}", table[actual + 1][predicted + 1]);
        }
        var right = new Page(Report).Section("confusion").Descendants("td").Where(cell => cell.Attribute("class")?.Value == "right").ToList();
        Assert.HasCount(classes, right);
        Assert.AreEqual($"--share:{Metrics.Classes[0].Recall.ToString("0.####", CultureInfo.InvariantCulture)}", right[0].Attribute("style")!.Value);
    }

    [TestMethod]
    public void EveryEpochIsToldWithItsPhase()
    {
        var epochs = new Page(Report).Table("Epochs").Skip(1).ToArray();
        Assert.HasCount(ReportedRun.Epochs, epochs);
        foreach (var (row, epoch) in epochs.Zip(Report.Training!.Epochs))
        {
            StringAssert.StartsWith(row[0], $"{epoch.Epoch}");
            Assert.AreEqual(epoch == Report.Training.Best, row[0].EndsWith("(best)", StringComparison.Ordinal));
            Assert.AreEqual(epoch.Epoch <= 2 ? "frozen" : "unfrozen", row[1]);
            Assert.AreEqual(epoch.TrainLoss.ToString("F4", CultureInfo.InvariantCulture), row[2]);
            Assert.AreEqual(Percent(epoch.ValidationAccuracy!.Value), row[5]);
        }
        Assert.HasCount(4, new Page(Report).Section("curves").Descendants("figure"));
    }

    [TestMethod]
    public void DataSettingsAndEnvironmentAreTold()
    {
        var page = new Page(Report);
        CollectionAssert.AreEqual(new[] { "All", "60", "48" }, page.Table("Images of every class")[^1]);
        StringAssert.Contains(page.Section("data").Value, "drawn apart");
        var settings = page.Table("Settings of the training").Skip(1).ToDictionary(row => row[0], row => row[1]);
        Assert.AreEqual("random ones | of a seed", settings["Weights"]);
        Assert.AreEqual($"{ReportedRun.Epochs}", settings["Epochs"]);
        Assert.AreEqual("mnist_cnn", page.Table("Model").Single(row => row[0] == "Network")[1]);
        Assert.AreEqual(RunEnvironment.Current().Processor, page.Table("Environment").Single(row => row[0] == "Processor")[1]);
        StringAssert.Contains(page.Table("Time").Single(row => row[0] == "Training steps")[1], $"{Report.Training!.IterationLosses.Count}");
    }

    [TestMethod]
    public void TheWorstMistakesAreSmallPicturesWithHeatMaps()
    {
        Assert.HasCount(Metrics.WorstMisclassifications.Count, Report.Mistakes);
        Assert.IsGreaterThan(2, Report.Mistakes.Count);
        var images = new Page(Report).Section("mistakes").Descendants("img").ToList();
        Assert.HasCount(2 * Report.Mistakes.Count, images);
        foreach (var (figure, mistake) in new Page(Report).Section("mistakes").Descendants("figure").Zip(Metrics.WorstMisclassifications))
        {
            StringAssert.Contains(figure.Value, mistake.ImagePath);
            StringAssert.Contains(figure.Value, $"{mistake.Actual} taken for {mistake.Predicted}, {Percent(mistake.Confidence)} sure");
        }
        foreach (var image in images)
        {
            Assert.IsGreaterThan(10, image.Attribute("alt")!.Value.Length);
            var decoded = Decoded(Convert.FromBase64String(image.Attribute("src")!.Value["data:image/jpeg;base64,".Length..]));
            Assert.AreEqual((28, 28), (decoded.Height, decoded.Width));
        }
    }

    [TestMethod]
    public void NamesAreShownAndNeverRun()
    {
        var page = new Page(Report with { Title = "</title><script>alert(1)</script>\u0000\ud800 🌻" });
        Assert.DoesNotContain("<script", page.Html);
        Assert.DoesNotContain("<img src=x", page.Html);
        Assert.Contains(ReportedRun.HostileName, page.Table("Figures of every class").Select(row => row[0]));
        StringAssert.Contains(page.Body.Descendants("h1").Single().Value, "</title><script>alert(1)</script>\ufffd 🌻");
    }

    [TestMethod]
    public void NothingIsFetchedAndNoScriptCanRun()
    {
        var page = new Page(Report);
        StringAssert.Contains(page.Html, "default-src 'none'");
        Assert.IsEmpty(page.Body.Descendants("script"));
        foreach (var link in page.Body.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href"))
            Assert.IsTrue(link.Value.StartsWith("data:", StringComparison.Ordinal) || link.Value.StartsWith('#'), link.Value);
        Assert.DoesNotContain("url(http", page.Html);
        Assert.DoesNotContain("@import", page.Html);
    }

    [TestMethod]
    public void TablesHaveHeadingsAndPicturesHaveTexts()
    {
        var body = new Page(Report).Body;
        foreach (var table in body.Descendants("table"))
        {
            Assert.IsTrue(table.Descendants("th").All(cell => cell.Attribute("scope") is not null));
            Assert.IsTrue(table.Element("tbody")!.Elements("tr").All(row => row.Elements().First().Attribute("scope")?.Value == "row"));
        }
        foreach (var svg in body.Descendants().Where(element => element.Name.LocalName == "svg"))
        {
            Assert.AreEqual("img", svg.Attribute("role")!.Value);
            Assert.AreEqual("title desc", string.Join(' ', svg.Elements().Take(2).Select(element => element.Name.LocalName)));
        }
        CollectionAssert.AllItemsAreUnique(body.Descendants().Attributes("id").Select(id => id.Value).ToArray());
    }

    [TestMethod]
    public void OneEpochWithoutValidationThatWasCancelledIsTold()
    {
        EpochReport epoch = new(1, TrainingPhase.Unfrozen, 2, 0.25, null, null, 0.001, 1.5, IsBest: true);
        var page = new Page(Report with
        {
            Training = new([epoch], [2.5, 1.5], epoch, Cancelled: true, TimeSpan.FromSeconds(1.6)),
            Metrics = null,
            Mistakes = [],
            Data = [],
            Split = null,
        });
        CollectionAssert.AreEqual(new[] { "summary", "curves", "settings", "environment" }, page.Sections.ToArray());
        var notes = page.Section("summary").Value;
        StringAssert.Contains(notes, "cancelled after 1 of 6 epochs");
        StringAssert.Contains(notes, "no validation images");
        StringAssert.Contains(notes, "not evaluated");
        Assert.HasCount(4, page.Section("curves").Descendants("figure"));
        Assert.AreEqual("–", page.Table("Epochs")[1][4]);
    }

    [TestMethod]
    public void ARunWithoutAnEpochAndAModelThatWasNotTrainedHereHaveNoCurves()
    {
        foreach (var training in new[] { null, new TrainingResult([], [], null, Cancelled: true, TimeSpan.Zero) })
            Assert.DoesNotContain("curves", new Page(Report with { Training = training }).Sections);
        StringAssert.Contains(new Page(Report with { Training = null }).Section("summary").Value, "was not trained by the program");
    }

    [TestMethod]
    public void TheReasonOfAnEarlyStopIsTold() => StringAssert.Contains(
        new Page(Report with { Training = Report.Training! with { StopReason = "The loss has not fallen for 3 epochs." } }).Section("summary").Value,
        "stopped after 6 epochs: The loss has not fallen for 3 epochs.");

    [TestMethod]
    [DataRow(2, true)]
    [DataRow(30, true)]
    [DataRow(31, false)]
    [DataRow(100, false)]
    public void OfManyClassesOnlyTheMostConfusedPairsAreShown(int classes, bool matrix)
    {
        var metrics = ManyClasses.Metrics(classes);
        var page = new Page(Report with { Metrics = metrics, Mistakes = [] });
        var table = page.Section("confusion").Descendants("table").Single();
        Assert.AreEqual(matrix ? "Confusion matrix" : "Most confused pairs", table.Element("caption")!.Value);
        Assert.HasCount(matrix ? classes : 30, table.Element("tbody")!.Elements("tr"));
        if (matrix) return;
        CollectionAssert.AreEqual(new[] { "class number 1", "class number 2", "10", "100.00 %" }, page.Table("Most confused pairs")[1]);
        StringAssert.Contains(page.Section("confusion").Value, $"30 most frequent of {classes} confused pairs");
        Assert.HasCount(classes + 2, page.Table("Figures of every class"));
    }

    [TestMethod]
    public void TheDiagramHasABarForEachRangeOfConfidence()
    {
        var diagram = new Page(Report).Section("calibration").Descendants().Single(element => element.Name.LocalName == "svg");
        var used = Metrics.Calibration!.Bins.Where(bin => bin.Images > 0).ToList();
        var bars = diagram.Descendants().Where(element => element.Attribute("class")?.Value == "accuracy").ToList();
        Assert.HasCount(used.Count, bars);
        foreach (var (bar, bin) in bars.Zip(used))
        {
            Assert.AreEqual(bin.Accuracy * 280, (double)bar.Attribute("height")!, 0.01);
            Assert.AreEqual(70 + bin.Low * 280, (double)bar.Attribute("x")!, 0.01);
        }
        Assert.HasCount(used.Count + 1, new Page(Report).Table("Answers by confidence"));
    }

    [TestMethod]
    public void CoverageIsThatOfTheMetricsWithTheModelsOwnThresholdMarked()
    {
        var rejection = Report.Training!.Rejection!;
        var rows = new Page(Report).Table("Answers by least confidence").Skip(1).ToArray();
        Assert.HasCount(Metrics.Coverage.Count, rows);
        foreach (var (row, point) in rows.Zip(Metrics.Coverage))
        {
            var name = Percent(point.Threshold) + (point.Threshold == rejection.Threshold ? ", the model's own" : "");
            CollectionAssert.AreEqual(new[] { name, Percent(point.Answered), double.IsNaN(point.Accuracy) ? "–" : Percent(point.Accuracy) }, row);
        }
        Assert.ContainsSingle(rows.Where(row => row[0].EndsWith("the model's own", StringComparison.Ordinal)));
        StringAssert.Contains(new Page(Report).Section("summary").Value, $"of the validation images {Percent(rejection.Answered)} have one");
    }

    [TestMethod]
    public void WhatTheTemperatureBroughtIsTold()
    {
        var before = Percent(Metrics.CalibrationBeforeScaling!.ExpectedError);
        Assert.AreNotEqual(before, Percent(Metrics.Calibration!.ExpectedError));
        StringAssert.Contains(new Page(Report).Section("calibration").Value, $"and was {before} before the temperature was fitted");
        StringAssert.Contains(new Page(Report).Section("summary").Value, $"{before} without the temperature");
        StringAssert.Contains(new Page(Report).Section("summary").Value, "fitted to 15 validation images");
    }

    [TestMethod]
    public void ThePageIsTheSameInEveryCulture()
    {
        var expected = Report.ToHtml();
        var before = CultureInfo.CurrentCulture;
        try
        {
            var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (commas.NumberFormat.NumberDecimalSeparator, commas.NumberFormat.NumberGroupSeparator) = (",", ".");
            CultureInfo.CurrentCulture = commas;
            Assert.AreEqual(expected, Report.ToHtml());
            Assert.AreEqual(Report.ToModelCard(), Report.ToModelCard());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [TestMethod]
    public void ThePageIsWrittenAsAWhole()
    {
        using var folder = new TemporaryFolder();
        Report.SaveHtml(folder.File("report.html"));
        Assert.AreEqual(Report.ToHtml(), File.ReadAllText(folder.File("report.html")));
        Assert.IsLessThan(2_000_000, Report.ToHtml().Length);
        var error = Assert.ThrowsExactly<UnwritableFileException>(() => Report.SaveHtml(folder.File("missing/report.html")));
        StringAssert.Contains(error.Message, "missing");
    }

    private static ImageBuffer Decoded(byte[] encoded)
    {
        var image = new ImageBuffer();
        ImageDecoder.Decode(encoded, "picture", image);
        return image;
    }

    private static string Percent(double share) => (share * 100).ToString("F2", CultureInfo.InvariantCulture) + " %";
}
