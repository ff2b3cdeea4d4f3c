using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Toolkit.Estimators;
using Toolkit.UnitTests.Cli;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Persistence;

/// <summary>Models go into a file and come back the same, whatever they are made of.</summary>
[TestClass]
public sealed class SaveLoadTests
{
    private static readonly MLContext ML = new(1);
    private readonly TemporaryFolder folder = new();

    private static ToyModel Toy => ToyModel.Shared;

    private string Path => folder.File("model.zip");

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    public void ANewProcessPredictsTheSameScoresBitForBit()
    {
        ML.TransferLearning().Save(Toy.Model, Toy.Train.Schema, Path);
        var rows = ToyModel.Read(ML, Toy.Model.Transform(Toy.Test));
        var printed = ToolkitProcess.Predict(Path, [.. rows.Select(row => row.ImagePath)]);

        Assert.HasCount(rows.Count, printed);
        foreach (var row in rows)
            for (var k = 0; k < ToyImages.Classes.Length; k++)
                Assert.AreEqual(BitConverter.SingleToUInt32Bits(row.Score[k]), BitConverter.SingleToUInt32Bits(printed[row.ImagePath][ToyImages.Classes[k]]), row.ImagePath);
    }

    [TestMethod]
    public void ALoadedModelHasTheSameColumnsAndScores()
    {
        ML.TransferLearning().Save(Toy.Model, Toy.Train.Schema, Path);
        var loaded = new MLContext(9).TransferLearning().Load(Path, out var schema);
        AssertSameColumns(Toy.Train.Schema, schema);
        var (expected, actual) = (Toy.Model.Transform(Toy.Test), loaded.Transform(Toy.Test));
        AssertSameColumns(expected.Schema, actual.Schema);
        AssertSameRows(expected, actual);
        Assert.AreEqual(
            ML.MulticlassClassification.Evaluate(expected).LogLoss, ML.MulticlassClassification.Evaluate(actual).LogLoss);
    }

    [TestMethod]
    public void ASavedModelIsReplacedAndCanBeSavedAgain()
    {
        ML.TransferLearning().Save(Toy.Model, Toy.Train.Schema, Path);
        var loaded = ML.TransferLearning().Load(Path, out var schema);
        ML.TransferLearning().Save(loaded, schema, Path);
        AssertSameRows(Toy.Model.Transform(Toy.Test), ML.TransferLearning().Load(Path, out _).Transform(Toy.Test));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void SeveralNetworksWithTransformsAroundThem()
    {
        using var weights = new TinyWeights("resnet18", 2);
        var pipeline = new EstimatorChain<ITransformer>()
            .Append(ML.Transforms.Conversion.MapValueToKey("Label"))
            .Append(ML.TransferLearning().FineTune(ToyModel.Small()))
            .Append(ML.Transforms.CopyColumns("FirstScore", "Score"))
            .Append(ML.TransferLearning().Classify("resnet18", weights.Weights, ["dark", "light"], "Image", "Brightness", "Light", TestInputs.Small))
            .Append(ML.TransferLearning().Classify("resnet18", weights.Weights, ["no", "yes"], "Image", "Other", "OtherLabel", TestInputs.Small))
            .Append(ML.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Append(ML.Transforms.Conversion.MapKeyToValue("Light"));
        AssertSurvives(pipeline, "Score", "FirstScore", "Brightness", "Other");
    }

    [TestMethod]
    public void NestedChainsAreFlattened()
    {
        var inner = ML.Transforms.ResizeImages("Image", ToyModel.Size, ToyModel.Size)
            .Append(ML.TransferLearning().FineTune(ToyModel.Small()));
        var pipeline = ML.Transforms.Conversion.MapValueToKey("Label")
            .Append(ML.Transforms.CopyColumns("Copy", "Label").Append(inner))
            .Append(ML.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var loaded = AssertSurvives(pipeline, "Score");
        Assert.HasCount(1, ((TransformerChain<ITransformer>)loaded).OfType<ImageClassificationTransformer>());
    }

    [TestMethod]
    public void ANetworkAloneAndAChainWithoutOne()
    {
        var data = ML.Data.LoadFromEnumerable(ToyImages.Rows(5, height: 32, width: 32));
        ML.TransferLearning().Save(Toy.Network, data.Schema, Path);
        var network = ML.TransferLearning().Load(Path, out var schema);
        AssertSameColumns(data.Schema, schema);
        AssertSameScores(Toy.Network.Transform(data), network.Transform(data), "Score");

        var keys = ML.Transforms.Conversion.MapValueToKey("Label").Fit(data);
        ML.TransferLearning().Save(keys, data.Schema, Path);
        CollectionAssert.AreEqual(
            keys.Transform(data).GetColumn<uint>("Label").ToArray(),
            ML.TransferLearning().Load(Path, out _).Transform(data).GetColumn<uint>("Label").ToArray());
    }

    [TestMethod]
    public void ImagesOfAFixedSizeAndOtherColumnTypesSurviveInTheSchema()
    {
        var data = ML.Data.LoadFromEnumerable([new ManyTypes()]);
        ML.TransferLearning().Save(new TransformerChain<ITransformer>(), data.Schema, Path);
        ML.TransferLearning().Load(Path, out var schema);
        AssertSameColumns(data.Schema, schema);
    }

    [TestMethod]
    public void LabelsOfOtherTypesComeBack()
    {
        AssertLabelsComeBack([7, -7, int.MinValue]);
        AssertLabelsComeBack([0.1f, -3e20f, 1e-9f]);
        AssertLabelsComeBack([true, false]);
        AssertLabelsComeBack([ulong.MaxValue, 0ul, 5ul]);
    }

    [TestMethod]
    public void AFailedSaveLeavesTheOldFile()
    {
        File.WriteAllText(Path, "the old file");
        var disposed = ToyModel.FitQuickly(ML, ML.Data.LoadFromEnumerable(ToyImages.Rows(6)), ToyModel.Small());
        disposed.Dispose();
        Assert.Throws<Exception>(() => ML.TransferLearning().Save(disposed, Toy.Train.Schema, Path));
        Assert.AreEqual("the old file", File.ReadAllText(Path));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path), "nothing else is left behind");
    }

    [TestMethod]
    public void APathThatCannotBeWrittenIsNamed()
    {
        File.WriteAllText(Path, "a file");
        AssertCannotBeWritten(System.IO.Path.Combine(Path, "inside a file.zip"));
        AssertCannotBeWritten(folder.Path);
        AssertCannotBeWritten(folder.File("no such folder/model.zip"));
        Assert.AreEqual("a file", File.ReadAllText(Path));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void AColumnTypeThatCannotBeWrittenIsNamed()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Strange", new StrangeType());
        var error = Assert.Throws<NotSupportedException>(() => ML.TransferLearning().Save(Toy.Model, builder.ToSchema(), Path));
        StringAssert.Contains(error.Message, "Strange");
        Assert.IsEmpty(Directory.GetFiles(folder.Path));
    }

    private ITransformer AssertSurvives(IEstimator<ITransformer> pipeline, params string[] scores)
    {
        var data = ML.TransferLearning().LoadImages(new CountingImages(9));
        var model = pipeline.Fit(data);
        ML.TransferLearning().Save(model, data.Schema, Path);
        var loaded = ML.TransferLearning().Load(Path, out _);
        var (expected, actual) = (model.Transform(data), loaded.Transform(data));
        AssertSameColumns(expected.Schema, actual.Schema);
        foreach (var score in scores)
        {
            AssertSameScores(expected, actual, score);
            Assert.IsGreaterThan(1, expected.GetColumn<float[]>(score).DistinctBy(values => values[0]).Count(), $"{score} differs between images");
        }

        return loaded;
    }

    private void AssertLabelsComeBack<T>(T[] labels)
    {
        var rows = ToyImages.Rows(3 * labels.Length, height: 32, width: 32).Select((row, i) => new LabelRow<T> { Label = labels[i % labels.Length], Image = row.Image });
        var data = ML.Data.LoadFromEnumerable(rows.ToList());
        var model = ToyModel.FitQuickly(ML, data, ToyModel.Small());
        ML.TransferLearning().Save(model, data.Schema, Path);
        var actual = ML.TransferLearning().Load(Path, out _).Transform(data);
        CollectionAssert.AreEqual(model.Transform(data).GetColumn<T>("PredictedLabel").ToArray(), actual.GetColumn<T>("PredictedLabel").ToArray());
        Assert.IsTrue(actual.GetColumn<T>("PredictedLabel").All(labels.Contains));
    }

    private static void AssertCannotBeWritten(string path)
    {
        var error = Assert.Throws<IOException>(() => ML.TransferLearning().Save(Toy.Model, Toy.Train.Schema, path));
        StringAssert.Contains(error.Message, path);
    }

    private static void AssertSameColumns(DataViewSchema expected, DataViewSchema actual) =>
        CollectionAssert.AreEqual(Describe(expected), Describe(actual));

    private static string[] Describe(DataViewSchema schema) => [.. schema.Where(column => !column.IsHidden).Select(column => $"{column.Name}: {column.Type}")];

    private static void AssertSameRows(IDataView expected, IDataView actual)
    {
        AssertSameScores(expected, actual, "Score");
        CollectionAssert.AreEqual(expected.GetColumn<string>("PredictedLabel").ToArray(), actual.GetColumn<string>("PredictedLabel").ToArray());
    }

    private static void AssertSameScores(IDataView expected, IDataView actual, string column)
    {
        var (left, right) = (expected.GetColumn<float[]>(column).ToList(), actual.GetColumn<float[]>(column).ToList());
        Assert.HasCount(left.Count, right);
        for (var i = 0; i < left.Count; i++) CollectionAssert.AreEqual(left[i], right[i], $"{column} of row {i}");
    }

    private sealed class LabelRow<T>
    {
        public T Label { get; set; } = default!;

        [ImageColumn]
        public MLImage? Image { get; set; }
    }

    private sealed class ManyTypes
    {
        public string Text { get; set; } = "";

        public bool Flag { get; set; }

        public double Number { get; set; }

        public long Integer { get; set; }

        public DateTime Date { get; set; }

        [VectorType(2, 3)]
        public float[] Matrix { get; set; } = new float[6];

        public byte[] Bytes { get; set; } = [];

        [KeyType(5)]
        public uint Key { get; set; }

        [ImageColumn]
        public MLImage? AnySize { get; set; }

        [ImageType(20, 30)]
        public MLImage? FixedSize { get; set; }
    }

    private sealed class StrangeType() : StructuredDataViewType(typeof(StrangeType))
    {
        public override bool Equals(DataViewType? other) => ReferenceEquals(this, other);
    }
}
