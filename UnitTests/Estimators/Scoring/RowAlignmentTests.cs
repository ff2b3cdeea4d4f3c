using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.Images;
using Toolkit.UnitTests.Estimators.Prediction;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Scoring;

/// <summary>
/// Each row has the score of its own image, whatever the input does: give its rows in another order each time, or once only. The right scores are
/// those of a PredictionEngine, which sees one row at a time.
/// </summary>
[TestClass]
public sealed class RowAlignmentTests
{
    /// <summary>More than one cursor's part of ML.NET's splitting, and more than one batch.</summary>
    private const int Rows = 300;

    private static readonly MLContext ML = new(1);

    private static readonly Lazy<List<FileRow>> Files = new(WriteFiles);

    private static readonly Lazy<Dictionary<string, float[]>> RightScores = new(ScoreOneByOne);

    private static readonly Dictionary<string, Func<IDataView>> Sources = new()
    {
        ["in order"] = Plain,
        ["another order each time"] = Reordered,
        ["once only"] = Once,
        ["shuffled"] = Shuffled,
        ["filtered"] = Filtered,
        ["cached"] = Cached,
        ["through a custom mapping"] = Mapped,
        ["bytes"] = Bytes,
        ["bytes, another order each time"] = ReorderedBytes,
        ["bytes once only"] = () => LoadBytes(ML.Data.LoadFromEnumerable(OnlyOnce())),
    };

    public static IEnumerable<object[]> Inputs => Sources.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Inputs))]
    public void TransformGivesEachRowItsOwnScore(string name)
    {
        var input = Sources[name];
        using var model = SmallModel.Create(ML, Sample(input()));
        foreach (var columns in new[] { "Path", "Path, Number", "all" })
        {
            var seen = 0;
            foreach (var (path, score) in Read(model.Transform(input()), columns))
            {
                CollectionAssert.AreEqual(RightScores.Value[path], score, $"{name}, {columns}: row {seen}");
                seen++;
            }
            Assert.AreEqual(Rows, seen, $"{name}, {columns}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Inputs))]
    public void EvaluateCountsEachRowWithItsOwnLabel(string name)
    {
        var input = Sources[name];
        var right = RightScores.Value.Average(entry => -Math.Log(entry.Value[Array.IndexOf(ToyImages.Classes, LabelOf(entry.Key))]));
        using var model = SmallModel.Create(ML, Sample(input()));
        Assert.AreEqual(right, ML.TransferLearning().Evaluate(model.Transform(input())).LogLoss, 1e-6, name);
    }

    [TestMethod]
    [DynamicData(nameof(Inputs))]
    public void FeaturesAreThoseOfTheRowsImage(string name)
    {
        var input = Sources[name];
        using var weights = new TinyWeights("mnist_cnn", ToyImages.Classes.Length);
        using var model = ML.TransferLearning().Featurize("Score", "mnist_cnn", weights.Weights).Fit(Sample(input()));
        var right = Read(model.Transform(Plain()), "all").ToDictionary(row => row.Path, row => row.Score);
        Assert.HasCount(Rows, right.Values.DistinctBy(features => string.Join(' ', features)).ToArray());
        foreach (var (path, features) in Read(model.Transform(input()), "Path")) CollectionAssert.AreEqual(right[path], features, $"{name}: {path}");
    }

    /// <summary>Cursors that share the rows count their own; messages have the number in the view.</summary>
    [TestMethod]
    public void ABadImageIsNamedByItsFileOrElseByItsRowInTheView()
    {
        const int bad = 200;
        using var folder = new TemporaryFolder();
        var rows = Files.Value.ToList();
        rows[bad] = new FileRow { Path = folder.File("bad.png"), Label = rows[bad].Label };
        File.WriteAllText(rows[bad].Path, "no image");
        var view = LoadBytes(ML.Data.LoadFromEnumerable(rows));
        using var model = SmallModel.Create(ML, Sample(view));
        var read = 0;
        var error = Assert.ThrowsExactly<UnreadableImageException>(() => Read(model.Transform(view), "Path").All(row => ++read > 0));
        Assert.AreEqual(rows[bad].Path, error.ImageName);
        Assert.AreEqual(bad, read);

        var nameless = ML.Transforms.DropColumns("Path").Fit(view).Transform(view);
        error = Assert.ThrowsExactly<UnreadableImageException>(() => ToyModel.Scores(model.Transform(nameless)));
        StringAssert.Contains(error.Message, $"row {bad} ");
    }

    /// <summary>What other readers meet after the first error is nobody's any more: on their threads it would end the process.</summary>
    [TestMethod]
    public void ManyBadImagesAreOneError()
    {
        var rows = Files.Value.Select((row, index) => new FileRow { Path = index < 5 ? row.Path : row.Path + ".gone.png", Label = row.Label });
        var view = Load(ML.Data.LoadFromEnumerable(rows));
        using var model = SmallModel.Create(ML, Sample(view));
        for (var round = 0; round < 50; round++) Assert.ThrowsExactly<UnreadableImageException>(() => ToyModel.Scores(model.Transform(view)));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(48)]
    [DataRow(4096)]
    public void AnyBatchSizeGivesTheSame(int batchSize)
    {
        using var weights = new TinyWeights("mnist_cnn", ToyImages.Classes.Length);
        var options = new ImageClassificationEstimator.Options { Network = "mnist_cnn", Weights = weights.Weights, ClassNames = ToyImages.Classes, BatchSize = batchSize };
        using var model = ML.TransferLearning().Classify(options).Fit(Sample(Plain()));
        var seen = 0;
        foreach (var (path, score) in Read(model.Transform(Plain()), "Path"))
        {
            CollectionAssert.AreEqual(RightScores.Value[path], score, path);
            seen++;
        }
        Assert.AreEqual(Rows, seen);
    }

    private static IDataView Plain() => Load(ML.Data.LoadFromEnumerable(Files.Value));

    private static IDataView Reordered() => Load(ML.Data.LoadFromEnumerable(AnotherOrderEachTime()));

    private static IDataView Once() => Load(ML.Data.LoadFromEnumerable(OnlyOnce()));

    private static IDataView Shuffled() => Load(ML.Data.ShuffleRows(ML.Data.LoadFromEnumerable(Files.Value), seed: 3, shuffleSource: false));

    private static IDataView Cached() => Load(ML.Data.Cache(ML.Data.LoadFromEnumerable(Files.Value)));

    private static IDataView Bytes() => LoadBytes(ML.Data.LoadFromEnumerable(Files.Value));

    private static IDataView ReorderedBytes() => LoadBytes(ML.Data.LoadFromEnumerable(AnotherOrderEachTime()));

    /// <summary>Twice as many rows, of which every other one is filtered out.</summary>
    private static IDataView Filtered()
    {
        var rows = Files.Value.SelectMany(row => new[] { row, new FileRow { Path = "missing.png", Number = -1 } });
        return Load(ML.Data.FilterRowsByColumn(ML.Data.LoadFromEnumerable(rows), "Number", lowerBound: 0));
    }

    private static IDataView Mapped()
    {
        var view = Load(ML.Data.LoadFromEnumerable(AnotherOrderEachTime()));
        return ML.Transforms.CustomMapping<FileRow, Doubled>((row, result) => result.Twice = 2 * row.Number, contractName: null).Fit(view).Transform(view);
    }

    private static IDataView Load(IDataView rows) => ML.Transforms.LoadImages("Image", null, "Path").Fit(rows).Transform(rows);

    private static IDataView LoadBytes(IDataView rows) => ML.Transforms.LoadRawImageBytes("Image", null, "Path").Fit(rows).Transform(rows);

    private static IDataView Sample(IDataView view) => ML.Data.TakeRows(view, 1);

    private static IEnumerable<FileRow> AnotherOrderEachTime()
    {
        var rows = Files.Value.ToArray();
        Random.Shared.Shuffle(rows);
        foreach (var row in rows) yield return row;
    }

    /// <summary>As a queue or a data reader gives them: a second enumeration finds nothing.</summary>
    private static IEnumerable<FileRow> OnlyOnce()
    {
        var queue = new Queue<FileRow>(Files.Value);
        return Drain();

        IEnumerable<FileRow> Drain()
        {
            while (true)
            {
                FileRow? row;
                lock (queue)
                    if (!queue.TryDequeue(out row)) yield break;
                yield return row;
            }
        }
    }

    private static IEnumerable<(string Path, float[] Score)> Read(IDataView scored, string columns)
    {
        var (path, score) = (scored.Schema["Path"], scored.Schema["Score"]);
        DataViewSchema.Column[] active = columns switch
        {
            "Path" => [path, score],
            "Path, Number" => [path, score, scored.Schema["Number"], scored.Schema["Label"]],
            _ => [.. scored.Schema],
        };
        using var cursor = scored.GetRowCursor(active);
        var (getPath, getScore) = (cursor.GetGetter<ReadOnlyMemory<char>>(path), cursor.GetGetter<VBuffer<float>>(score));
        ReadOnlyMemory<char> text = default;
        VBuffer<float> values = default;
        while (cursor.MoveNext())
        {
            getPath(ref text);
            getScore(ref values);
            yield return (text.ToString(), [.. values.DenseValues()]);
        }
    }

    private static List<FileRow> WriteFiles()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return [.. Enumerable.Range(0, Rows).Select(i =>
        {
            var label = i % ToyImages.Classes.Length;
            var row = new FileRow { Path = folder.File($"{i}-{label}.png"), Label = ToyImages.Classes[label], Number = i };
            using var image = ToyImages.Draw(label, seed: i, height: 28, width: 28);
            image.Save(row.Path);
            return row;
        })];
    }

    private static string LabelOf(string path) => ToyImages.Classes[Path.GetFileNameWithoutExtension(path)[^1] - '0'];

    private static Dictionary<string, float[]> ScoreOneByOne()
    {
        using var model = SmallModel.Create(ML);
        using var engine = ML.Model.CreatePredictionEngine<ImageRow, ScoredRow>(model, new PredictionEngineOptions { OwnsTransformer = false });
        return Files.Value.ToDictionary(row => row.Path, row =>
        {
            using var image = MLImage.CreateFromFile(row.Path);
            return engine.Predict(new ImageRow { Image = image }).Score;
        });
    }

    private sealed class FileRow
    {
        public string Path { get; set; } = "";

        public string Label { get; set; } = "";

        public float Number { get; set; }
    }

    private sealed class Doubled
    {
        public float Twice { get; set; }
    }
}
