using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using Toolkit.Estimators;
using Toolkit.Scoring;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Persistence;

/// <summary>Models that were loaded from an archive, whose networks ONNX Runtime computes.</summary>
[TestClass]
public sealed class ArchiveEngineTests
{
    private const string Graph = "steps/1/graph.onnx", Weights = "steps/1/weights.safetensors";

    private static readonly ToyModel Toy = ToyModel.Shared;
    private readonly TemporaryFolder folder = new();

    private string Path => folder.File("model.zip");

    [TestInitialize]
    public void Save() => Toy.ML.TransferLearning().Save(Toy.Model, Toy.Train.Schema, Path);

    [TestCleanup]
    public void Delete() => folder.Dispose();

    [TestMethod]
    public void BothEnginesGiveTheModelsScores()
    {
        var expected = ToyModel.Scores(Toy.Model.Transform(Toy.Test));
        foreach (var engine in Enum.GetValues<ScoringEngine>())
        {
            var (ml, log) = Logging();
            using var loaded = (IDisposable)ml.TransferLearning().Load(Path, out _, engine);
            foreach (var (one, other) in expected.Zip(ToyModel.Scores(((ITransformer)loaded).Transform(Toy.Test))))
                Close.AreClose(one, other, 1e-5, $"{engine}");
            var taken = engine == ScoringEngine.TorchSharp ? "scored by TorchSharp, as asked for" : "scored by ONNX Runtime";
            Assert.IsTrue(log.Any(line => line.Contains(taken)), string.Join("\n", log));
        }
    }

    [TestMethod]
    public void ALoadedModelSavesTheSameBytesAgain()
    {
        using (var loaded = (IDisposable)Toy.ML.TransferLearning().Load(Path, out var schema))
            Toy.ML.TransferLearning().Save((ITransformer)loaded, schema, folder.File("again.zip"));
        using var first = ZipFile.OpenRead(Path);
        using var again = ZipFile.OpenRead(folder.File("again.zip"));
        foreach (var name in new[] { Graph, Weights, "steps/1/config.json" })
            Assert.AreEqual(first.GetEntry(name)!.Crc32, again.GetEntry(name)!.Crc32, name);
    }

    [TestMethod]
    public void TheNetworkIsThereWhenSomebodyAsksForIt()
    {
        using var loaded = (IDisposable)Toy.ML.TransferLearning().Load(Path, out _);
        var network = Step(loaded).Network;
        Assert.AreEqual("resnet18", network.Architecture);
        foreach (var (name, parameter) in Toy.Network.Network.named_parameters())
            Assert.IsTrue(parameter.bytes.SequenceEqual(network.get_parameter(name)!.bytes), name);
    }

    [TestMethod]
    public void AModelStaysAsItWasWhateverBecomesOfItsFile()
    {
        foreach (var change in new Action[]
        {
            () => Toy.ML.TransferLearning().Save(Toy.Network, Toy.Train.Schema, Path),
            () => File.WriteAllBytes(Path, new byte[10_000]),
            () => File.Delete(Path),
        })
        {
            Save();
            using var loaded = (IDisposable)Toy.ML.TransferLearning().Load(Path, out var schema);
            var before = ToyModel.Scores(((ITransformer)loaded).Transform(Toy.Test));
            change();
            AssertSame(before, (ITransformer)loaded);
            Assert.IsFalse(Step(loaded).Network.training);
            Toy.ML.TransferLearning().Save((ITransformer)loaded, schema, folder.File("again.zip"));
        }
    }

    /// <summary>One that leaked would keep its 11 million parameters, 45 MB, every time.</summary>
    [TestMethod]
    [TestCategory("Full")]
    public void AHundredModelsInTurnsLeaveNeitherFilesNorMemoryBehind()
    {
        var ml = Toy.ML;
        int Folders() => Directory.GetDirectories(System.IO.Path.GetTempPath(), "toolkit-*").Count(name => File.Exists(System.IO.Path.Combine(name, "weights.safetensors")));
        var (before, memory) = (Folders(), 0L);
        using var other = (IDisposable)ml.TransferLearning().Load(Path, out _);
        for (var i = 0; i < 100; i++)
        {
            using var loaded = (IDisposable)ml.TransferLearning().Load(Path, out _);
            ToyModel.Scores(((ITransformer)loaded).Transform(ml.Data.TakeRows(Toy.Test, 2)));
            ToyModel.Scores(((ITransformer)other).Transform(ml.Data.TakeRows(Toy.Test, 1)));
            if (!OperatingSystem.IsWindows()) Assert.AreEqual(before, Folders());
            if (i == 20) memory = ProcessMemory.ResidentBytes();
        }
        Assert.AreEqual(before, Folders());
        Assert.IsLessThan(memory + (300L << 20), ProcessMemory.ResidentBytes());
    }

    [TestMethod]
    [DataRow(20)]
    [DataRow(25)]
    public void AGraphWithMoreInItThanANetworkIsRefused(int field)
    {
        using (var archive = ZipFile.Open(Path, ZipArchiveMode.Update))
        {
            var entry = archive.GetEntry(Graph)!;
            using var memory = new MemoryStream();
            using (var stream = entry.Open()) stream.CopyTo(memory);
            entry.Delete();
            // An empty message in a field of the model that could hold graphs of its own.
            memory.Write([(byte)((field << 3 | 2) & 0x7f | 0x80), (byte)(field >> 4), 0]);
            using var target = archive.CreateEntry(Graph).Open();
            target.Write(memory.ToArray());
        }
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => Toy.ML.TransferLearning().Load(Path, out _)).Message, "where a network of the toolkit has none");
    }

    [TestMethod]
    public void GraphAndWeightsAreAnOnnxModelThatAnyRuntimeOpens()
    {
        using (var archive = ZipFile.OpenRead(Path))
        {
            archive.GetEntry(Graph)!.ExtractToFile(folder.File("graph.onnx"));
            archive.GetEntry(Weights)!.ExtractToFile(folder.File("weights.safetensors"));
            Assert.IsLessThan(40_000, archive.GetEntry(Graph)!.Length);
        }
        using var session = new InferenceSession(folder.File("graph.onnx"));
        CollectionAssert.AreEqual(new[] { -1, 3, ToyModel.Size, ToyModel.Size }, session.InputMetadata.Single().Value.Dimensions);
        using var reference = new PythonReference();
        reference.Run($"""
            import onnx
            onnx.checker.check_model("{folder.File("graph.onnx")}")
            """);
    }

    [TestMethod]
    public void GraphAndWeightsOfTwoModelsAreRefused()
    {
        using var other = new TinyWeights("resnet18", classes: 7);
        var ml = Toy.ML;
        var images = ml.TransferLearning().LoadImages(new CountingImages(3));
        var names = Enumerable.Range(0, 7).Select(i => $"class {i}").ToArray();
        using (var model = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.TransferLearning().Classify("resnet18", other.Weights, names, inputSpec: TestInputs.Small)).Fit(images))
            ml.TransferLearning().Save(model, images.Schema, folder.File("other.zip"));
        using (var target = ZipFile.Open(Path, ZipArchiveMode.Update))
        using (var source = ZipFile.OpenRead(folder.File("other.zip")))
        {
            target.GetEntry(Graph)!.Delete();
            using var from = source.GetEntry(Graph)!.Open();
            using var to = target.CreateEntry(Graph).Open();
            from.CopyTo(to);
        }
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => Toy.ML.TransferLearning().Load(Path, out _)).Message, "of two models");
    }

    [TestMethod]
    public void DisposingWaitsForPredictionsAndThenRefusesThem()
    {
        for (var round = 0; round < 5; round++)
        {
            var loaded = (ITransformer)Toy.ML.TransferLearning().Load(Path, out _);
            var threads = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                for (; ; )
                    ToyModel.Scores(loaded.Transform(Toy.Test));
            })).ToArray();
            Thread.Sleep(200);
            ((IDisposable)loaded).Dispose();
            foreach (var thread in threads)
                Assert.ThrowsExactly<ObjectDisposedException>(() => thread.GetAwaiter().GetResult());
        }
    }

    private static void AssertSame(List<float[]> expected, ITransformer model)
    {
        foreach (var (one, other) in expected.Zip(ToyModel.Scores(model.Transform(Toy.Test)))) CollectionAssert.AreEqual(one, other);
    }

    private static ImageClassificationTransformer Step(IDisposable model) =>
        ((IEnumerable<ITransformer>)model).OfType<ImageClassificationTransformer>().Single();

    private static (MLContext ML, List<string> Log) Logging()
    {
        var (ml, log) = (new MLContext(1), new List<string>());
        ml.Log += (_, entry) => log.Add(entry.Message);
        return (ml, log);
    }
}
