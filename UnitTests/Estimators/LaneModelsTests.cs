using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Toolkit.Estimators;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators;

/// <summary>A model that was saved in one package lane opens in the other and does the same there.</summary>
[TestClass]
public sealed class LaneModelsTests
{
    /// <summary>Where to write the models of this lane, to keep them.</summary>
    private const string FolderVariable = "TOOLKIT_SAVED_MODELS";

    private static readonly MLContext ML = new(1);
    private readonly TemporaryFolder folder = new();

    private static string Saved => Path.Combine(AppContext.BaseDirectory, "Estimators", "saved");

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    [DataRow("compat", "keys")]
    [DataRow("compat", "table")]
    [DataRow("compat", "images")]
    [DataRow("official", "keys")]
    [DataRow("official", "table")]
    [DataRow("official", "images")]
    public void AModelOfEitherLaneDoesWhatItDidThere(string lane, string name)
    {
        const double oneGreyLevel = 1.01, rounding = 1e-5;
        var rows = LaneModels.Rows(folder.Path);
        var model = ML.Model.Load(Path.Combine(Saved, $"{lane}.{name}.zip"), out var schema);

        Assert.AreEqual(
            string.Join(", ", rows.Schema.Where(column => column.Name != "Image")), string.Join(", ", schema), "the columns but the image");
        var expected = File.ReadAllLines(Path.Combine(Saved, $"{lane}.{name}.tsv"));
        var actual = LaneModels.Describe(model.Transform(rows), LaneModels.All[name].Columns).ToList();
        Assert.HasCount(expected.Length, actual);
        foreach (var (left, right) in expected.Zip(actual))
            Assert.IsTrue(LaneModels.AreClose(left, right, name == "images" ? oneGreyLevel : rounding), $"expected {left}\nfound    {right}");
    }

    [TestMethod]
    [DataRow("keys")]
    [DataRow("table")]
    [DataRow("images")]
    public void AModelOfThisLaneComesBackTheSame(string name)
    {
        var target = Environment.GetEnvironmentVariable(FolderVariable) ?? folder.Path;
        var (pipeline, columns) = LaneModels.All[name];
        var rows = LaneModels.Rows(folder.Path);
        var model = pipeline.Fit(rows);
        var file = Path.Combine(target, $"{LaneModels.ThisLane}.{name}");

        ML.Model.Save(model, rows.Schema, file + ".zip");
        File.WriteAllLines(file + ".tsv", LaneModels.Describe(model.Transform(rows), columns));
        var loaded = ML.Model.Load(file + ".zip", out _);

        CollectionAssert.AreEqual(File.ReadAllLines(file + ".tsv"), LaneModels.Describe(loaded.Transform(rows), columns).ToList());
    }

    [TestMethod]
    [DataRow("compat")]
    [DataRow("official")]
    public void AnArchiveWithTheOtherLanesTransformsIsTheSameModel(string lane)
    {
        var path = folder.File("model.zip");
        var toy = ToyModel.Shared;
        var rows = ML.Data.LoadFromEnumerable(ToyImages.Rows(6, height: ToyModel.Size, width: ToyModel.Size));
        var model = ML.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Append(toy.Network);
        ML.TransferLearning().Save(model, rows.Schema, path);
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            archive.GetEntry("steps/0/transforms.zip")!.Delete();
            archive.CreateEntryFromFile(Path.Combine(Saved, $"{lane}.keys.zip"), "steps/0/transforms.zip");
        }

        var loaded = ML.TransferLearning().Load(path, out _);

        Assert.AreEqual(
            ML.MulticlassClassification.Evaluate(model.Transform(rows)).LogLoss,
            ML.MulticlassClassification.Evaluate(loaded.Transform(rows)).LogLoss);
    }
}
