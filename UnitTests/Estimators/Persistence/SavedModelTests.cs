using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Persistence;

/// <summary>Models that ML.NET saved earlier stay readable, by themselves and inside an archive of ours.</summary>
[TestClass]
public sealed class SavedModelTests
{
    private static readonly MLContext ML = new(1);
    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    [DataRow("keys", 1e-5)]
    [DataRow("table", 1e-5)]
    [DataRow("images", 1.01)] // one grey level
    public void AModelDoesWhatItDidWhenItWasSaved(string name, double tolerance)
    {
        var rows = SavedModels.Rows(folder.Path);
        var model = ML.Model.Load(SavedModels.PathOf(name, "zip"), out var schema);

        Assert.AreEqual(
            string.Join(", ", rows.Schema.Where(column => column.Name != "Image")), string.Join(", ", schema), "the columns but the image");
        var expected = File.ReadAllLines(SavedModels.PathOf(name, "tsv"));
        var actual = SavedModels.Describe(model.Transform(rows), SavedModels.Columns[name]).ToList();
        Assert.HasCount(expected.Length, actual);
        foreach (var (left, right) in expected.Zip(actual))
            Assert.IsTrue(SavedModels.AreClose(left, right, tolerance), $"expected {left}\nfound    {right}");
    }

    [TestMethod]
    public void AnArchiveWithTransformsThatWereSavedEarlierIsTheSameModel()
    {
        var path = folder.File("model.zip");
        var toy = ToyModel.Shared;
        var rows = ML.Data.LoadFromEnumerable(ToyImages.Rows(6, height: ToyModel.Size, width: ToyModel.Size));
        var model = ML.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Append(toy.Network);
        ML.TransferLearning().Save(model, rows.Schema, path);
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            archive.GetEntry("steps/0/transforms.zip")!.Delete();
            archive.CreateEntryFromFile(SavedModels.PathOf("keys", "zip"), "steps/0/transforms.zip");
        }

        var loaded = ML.TransferLearning().Load(path, out _);

        Assert.AreEqual(
            ML.MulticlassClassification.Evaluate(model.Transform(rows)).LogLoss,
            ML.MulticlassClassification.Evaluate(loaded.Transform(rows)).LogLoss);
    }
}
