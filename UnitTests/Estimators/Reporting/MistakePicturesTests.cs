using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Estimators.Reporting;
using Toolkit.Images;
using Toolkit.Inspection;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Reporting;

/// <summary>Where the pictures of mistakes come from, and what is said where there are none.</summary>
[TestClass]
public sealed class MistakePicturesTests
{
    private static readonly MLContext ML = new(1);

    [TestMethod]
    public void ImagesOfRowsAndTheirHeatMapsAreTheRightOnes()
    {
        var run = ReportedRun.Shared;
        var reported = run.Report.Mistakes[^1];
        // Of three classes in turn; the row tells label and seed of the picture.
        var row = (int)reported.Mistake.Row;
        using var drawn = ToyImages.Draw(row % 3, 900 + row, 28, 28);
        var image = new ImageBuffer();
        ImageDecoder.Copy(drawn, image);
        CollectionAssert.AreEqual(ImageEncoder.ToJpeg(image), reported.Picture);

        var network = ((IEnumerable<ITransformer>)run.Model).OfType<ImageClassificationTransformer>().Single();
        var expected = GradCam.Explain(network.Network, image, network.ClassNames.ToList().IndexOf(reported.Mistake.Predicted));
        CollectionAssert.AreEqual(ImageEncoder.ToJpeg(expected.Draw()), reported.HeatMap);
        Assert.IsNull(reported.Note);
    }

    [TestMethod]
    public void ImagesOfFilesAreMadeSmallAndMissingOnesAreNamed()
    {
        using var folder = new TemporaryFolder();
        ToyImages.WriteFolder(folder.Path, imagesPerClass: 2, seed: 50, height: 600, width: 300);
        var (model, scored) = Untrained("mnist_cnn", ML.TransferLearning().LoadImageFolder(folder.Path));
        var metrics = ML.TransferLearning().Evaluate(scored);
        var lost = metrics.WorstMisclassifications[0].ImagePath!;
        File.Delete(lost);

        var mistakes = ML.TransferLearning().Report(model, metrics).Mistakes;
        Assert.IsNull(mistakes[0].Picture);
        StringAssert.Contains(mistakes[0].Note, lost);
        var page = ML.TransferLearning().Report(model, metrics).ToHtml();
        Assert.DoesNotContain(folder.Path, page, "Where the images are on the machine is not told.");
        StringAssert.Contains(page, $"{Directory.GetParent(lost)!.Name}/{Path.GetFileName(lost)}");
        var image = new ImageBuffer();
        ImageDecoder.Decode(mistakes[1].Picture!, "picture", image);
        Assert.AreEqual((240, 120), (image.Height, image.Width));
    }

    [TestMethod]
    public void ANetworkWithoutFeatureMapsHasPicturesAndSaysWhyNoMore()
    {
        var (model, scored) = Untrained("mlp", ML.Data.LoadFromEnumerable(ToyImages.Rows(9, height: 28, width: 28)));
        var metrics = ML.TransferLearning().Evaluate(scored);
        var mistakes = ML.TransferLearning().Report(model, metrics, new() { Scored = scored, Mistakes = 2 }).Mistakes;
        Assert.HasCount(2, mistakes);
        foreach (var mistake in mistakes)
        {
            Assert.IsNotNull(mistake.Picture);
            Assert.IsNull(mistake.HeatMap);
            StringAssert.Contains(mistake.Note, "no map of what the network saw");
        }
    }

    [TestMethod]
    public void AViewWithoutTheRowAndImagesOfNoFileAreTold()
    {
        var run = ReportedRun.Shared;
        var report = ML.TransferLearning().Report(run.Model, run.Metrics, new() { Scored = ML.Data.TakeRows(run.Scored, 1), Mistakes = 1 });
        StringAssert.Contains(report.Mistakes[0].Note, "no such row");
        report = ML.TransferLearning().Report(run.Model, run.Metrics, new() { Mistakes = 1 });
        StringAssert.Contains(report.Mistakes[0].Note, "TrainingReportOptions.Scored");
    }

    [TestMethod]
    public void OptionsOutOfTheirRangeAreRefused()
    {
        var run = ReportedRun.Shared;
        foreach (var mistakes in new[] { -1, 1001 })
        {
            var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ML.TransferLearning().Report(run.Model, run.Metrics, new() { Mistakes = mistakes }));
            StringAssert.Contains(error.Message, "from 0 to 1000");
        }
        var none = ML.Transforms.CopyColumns("b", "Label").Fit(run.Scored);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ML.TransferLearning().Report(none)).Message, "one network with its head");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => DataPart.Of("test", run.Scored, "Score")).Message, "column of text");
    }

    private static (ITransformer Model, IDataView Scored) Untrained(string network, IDataView data)
    {
        using var weights = new TinyWeights(network, ToyImages.Classes.Length);
        const int size = 28;
        var model = ML.TransferLearning().Classify(new()
        {
            Network = network,
            Weights = weights.Weights,
            ClassNames = ToyImages.Classes,
            InputSpec = new(3, size, size, [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f], size),
        }).Fit(data);
        return (model, model.Transform(data));
    }
}
