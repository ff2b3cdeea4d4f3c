using System.Globalization;
using Microsoft.ML;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Estimators.Reporting;

namespace Toolkit.UnitTests.Estimators.Reporting;

/// <summary>Page and model card of models for several labels and for numbers.</summary>
[TestClass]
public sealed class OtherTaskReportTests
{
    private static readonly MLContext ML = new(1);
    private static readonly List<SceneRow> Rows = Scenes.Rows(48);
    private static readonly TargetedImages
        Labelled = new(
            new SceneImages(Rows), LearningTask.MultiLabel, ["<b>blau</b>", "red"], [.. Rows.Select(row => row.Flags.Select(Convert.ToSingle).ToArray())]),
        Measured = new(new SceneImages(Rows), LearningTask.Regression, ["height"], [.. Rows.Select(row => new[] { row.Height })]);

    private static readonly IDataView LabelView = ML.TransferLearning().LoadImages(Labelled), NumberView = ML.TransferLearning().LoadImages(Measured);

    private static readonly Lazy<ImageMultiLabelTransformer> Labels = new(() => ML.TransferLearning().FineTuneMultiLabel(
        new ImageMultiLabelTrainer.Options { Network = "mnist_cnn", Training = Scenes.Training(2) }).Fit(LabelView));

    private static readonly Lazy<ImageRegressionTransformer> Numbers = new(() => ML.TransferLearning().FineTuneRegression(
        new ImageRegressionTrainer.Options { Network = "mnist_cnn", Training = Scenes.Training(2) }).Fit(NumberView));

    [ClassCleanup]
    public static void Clean()
    {
        if (Labels.IsValueCreated) Labels.Value.Dispose();
        if (Numbers.IsValueCreated) Numbers.Value.Dispose();
    }

    [TestMethod]
    public void LabelsHaveFiguresAndThresholds()
    {
        var metrics = ML.TransferLearning().EvaluateMultiLabel(Labels.Value.Transform(LabelView));
        var report = ML.TransferLearning().Report(Labels.Value, metrics, new TrainingReportOptions { Data = [DataPart.Of("training", Labelled)] });
        var (page, card, red) = (report.ToHtml(), report.ToModelCard(), metrics.Labels[1]);
        Assert.AreEqual("Image labeller mnist_cnn", report.Title);
        StringAssert.Contains(
            card, $"| red | {red.Support} | {Percent(red.Precision)} | {Percent(red.Recall)} | {Percent(red.F1)} | {Percent(red.AveragePrecision)} | "
            + $"{Percent(Labels.Value.Thresholds[1])} |");
        StringAssert.Contains(card, $"| red | {Rows.Count(row => row.Flags[1])} |\n| All | {Rows.Count} |");
        StringAssert.Contains(card, $"| Mean average precision | {Percent(metrics.MeanAveragePrecision)} ");
        StringAssert.Contains(page, "&lt;b&gt;blau&lt;/b&gt;");
        StringAssert.Contains(page, "Validation mAP");
        foreach (var words in new[] { "onfusion", "alibration", "Accuracy", "Coverage" }) Assert.DoesNotContain(words, page);
        StringAssert.Contains(ML.TransferLearning().Report(Labels.Value).ToModelCard(), "not evaluated on images that it has never seen");
    }

    [TestMethod]
    public void NumbersHaveErrorsInTheirUnit()
    {
        var metrics = ML.TransferLearning().EvaluateRegression(Numbers.Value.Transform(NumberView));
        Assert.AreEqual("height", metrics.Numbers[0].Name);
        var report = ML.TransferLearning().Report(Numbers.Value, metrics, new TrainingReportOptions { Data = [DataPart.Of("training", Measured)] });
        var (page, card) = (report.ToHtml(), report.ToModelCard());
        StringAssert.Contains(card, FormattableString.Invariant($"| height | {metrics.RSquared:F4} | {metrics.Numbers[0].MeanAbsoluteError:G3} | "));
        StringAssert.Contains(card, "## Data\n\n| Images | training |\n| --- | ---: |\n| All | 48 |");
        StringAssert.Contains(page, FormattableString.Invariant($"<td>{Numbers.Value.TrainingResult!.Epochs[1].ValidationAccuracy!.Value:F4}</td>"));
        var body = page[page.IndexOf("<body>", StringComparison.Ordinal)..];
        foreach (var words in new[] { "onfusion", "ccuracy", "precision" }) Assert.DoesNotContain(words, body);
    }

    [TestMethod]
    public void ProgramsOfTheCardsRun()
    {
        var catalog = ML.TransferLearning();
        var index = Rows.FindIndex(row => row.Flags[0] && row.Flags[1]);
        var printed = CardProgram.Run(
            catalog.Report(Numbers.Value), Scenes.Rows(48)[index].Image!, path => catalog.Save(Numbers.Value, NumberView.Schema, path));
        Assert.IsTrue(float.IsFinite(float.Parse(printed, CultureInfo.CurrentCulture)), printed);
        printed = CardProgram.Run(catalog.Report(Labels.Value), Scenes.Rows(48)[index].Image!, path => catalog.Save(Labels.Value, LabelView.Schema, path));
        StringAssert.Matches(printed.Trim(), new(@"^([01]: [\d.,]+ ?%(, )?)*$"), printed);
    }

    /// <summary>A label that is a vector of one number makes a score that is one, too.</summary>
    [TestMethod]
    public void TheProgramOfAVectorOfOneNumberRuns()
    {
        var catalog = ML.TransferLearning();
        var view = ML.Transforms.Concatenate("Label", "Label").Fit(NumberView).Transform(NumberView);
        using var model = catalog.FineTuneRegression(new ImageRegressionTrainer.Options { Network = "mnist_cnn", Training = Scenes.Training(1) }).Fit(view);
        var printed = CardProgram.Run(catalog.Report(model, null), Scenes.Rows(1)[0].Image!, path => catalog.Save(model, view.Schema, path));
        Assert.IsTrue(float.IsFinite(float.Parse(printed, CultureInfo.CurrentCulture)), printed);
    }

    [TestMethod]
    public void MetricsOfAnotherTaskAreRefused()
    {
        var metrics = ML.TransferLearning().EvaluateMultiLabel(Labels.Value.Transform(LabelView));
        var error = Assert.ThrowsExactly<ArgumentException>(() => ML.TransferLearning().Report(Numbers.Value, metrics));
        StringAssert.Contains(error.Message, "The metrics are of MultiLabel, but the model is for Regression.");
    }

    private static string Percent(double share) => double.IsNaN(share) ? "–" : (share * 100).ToString("F2", CultureInfo.InvariantCulture) + " %";
}
