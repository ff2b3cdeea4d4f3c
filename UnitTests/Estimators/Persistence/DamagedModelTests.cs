using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Scoring;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Persistence;

/// <summary>Whatever is wrong with a model file, loading says so by one kind of exception, quickly, and runs nothing.</summary>
[TestClass]
public sealed class DamagedModelTests
{
    private const string Config = "steps/1/config.json";
    private const string Weights = "steps/1/weights.safetensors";
    private const string Graph = "steps/1/graph.onnx";
    private const string Transforms = "steps/0/transforms.zip";
    private static readonly MLContext ML = new(1);
    private static TemporaryFolder folder = null!;
    private static byte[] good = [];

    private static string Path => folder.File("model.zip");

    [ClassInitialize]
    public static void SaveModel(TestContext _)
    {
        folder = new TemporaryFolder();
        using var weights = new TinyWeights("squeezenet1_1", ToyImages.Classes.Length);
        var images = ML.TransferLearning().LoadImages(new CountingImages(3));
        var pipeline = ML.Transforms.Conversion.MapValueToKey("Label")
            .Append(ML.TransferLearning().Classify("squeezenet1_1", weights.Weights, ToyImages.Classes, inputSpec: TestInputs.Small))
            .Append(ML.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        ML.TransferLearning().Save(pipeline.Fit(images), images.Schema, Path);
        good = File.ReadAllBytes(Path);
    }

    [ClassCleanup]
    public static void DeleteModel() => folder.Dispose();

    [TestInitialize]
    public void Restore() => File.WriteAllBytes(Path, good);

    [TestMethod]
    public void ATruncatedFileIsRefusedWhereverItIsCut()
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        var cuts = Enumerable.Range(1, 40).Select(i => good.Length * (40L - i) / 40).Concat([good.Length - 1L, good.Length - 22L, 100, 30, 4, 1, 0]);
        foreach (var length in cuts.OrderDescending())
        {
            file.SetLength(length);
            AssertRefused($"cut at {length}");
        }
    }

    [TestMethod]
    public void AFlippedByteIsRefusedWhereverItIs()
    {
        // The middle of every entry's content, and the names and numbers between them.
        var places = new List<int>();
        using (var archive = ZipFile.OpenRead(Path))
            foreach (var entry in archive.Entries) places.Add(IndexOfContent(entry) + (int)entry.CompressedLength / 2);
        foreach (var place in places)
        {
            using var file = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            Flip(file, place);
            AssertRefused($"byte {place}");
            Flip(file, place);
        }
    }

    [TestMethod]
    public void EveryTruncationAndEveryFlippedByteOfASmallModelIsRefusedOrHarmless()
    {
        SaveKeys(ML.TransferLearning().Save);
        var whole = File.ReadAllBytes(Path);
        var refused = 0;
        for (var i = 0; i < whole.Length; i++)
        {
            File.WriteAllBytes(Path, whole[..i]);
            AssertRefused($"cut at {i}");
            whole[i] ^= 0x10;
            File.WriteAllBytes(Path, whole);
            if (IsRefused($"byte {i}")) refused++;
            whole[i] ^= 0x10;
        }

        Assert.IsGreaterThan(whole.Length / 2, refused);
    }

    [TestMethod]
    public void ForeignFilesAreRefused()
    {
        File.WriteAllText(Path, "no zip");
        AssertRefused("text", "no zip file, or is cut off");
        File.Delete(Path);
        using (var archive = ZipFile.Open(Path, ZipArchiveMode.Create)) archive.CreateEntry("readme.txt");
        AssertRefused("another zip", "manifest.json");

        SaveKeys(ML.Model.Save);
        AssertRefused("a model of ml.Model.Save", "is read by ml.Model.Load");
        Assert.Throws<FileNotFoundException>(() => ML.TransferLearning().Load(folder.File("absent.zip"), out _));
    }

    /// <summary>A program that ends with the mistake would crash now and then while a thread still loads ONNX Runtime.</summary>
    [TestMethod]
    public void NoThreadLoadsALibraryBehindAMistake()
    {
        File.WriteAllText(Path, "no zip");
        var (exitCode, _, errors) = DotnetProcess.Run("UnitTests.dll", "load", Path);
        Assert.AreEqual(0, exitCode, errors);
    }

    /// <returns>0: the library had been loaded when the file was refused.</returns>
    public static int LoadInAProcessOfItsOwn(string path)
    {
        Assert.ThrowsExactly<InvalidDataException>(() => ML.TransferLearning().Load(path, out _));
        return OnnxRuntimeLibrary.HasBeenTried ? 0 : 1;
    }

    [TestMethod]
    [DataRow("version", "2", "version 2")]
    [DataRow("version", "0", "version 0")]
    [DataRow("version", "\"one\"", "")]
    [DataRow("version", "99999999999", "")]
    [DataRow("format", "\"another\"", "another")]
    [DataRow("format", "null", "")]
    [DataRow("steps", "[\"transforms\", \"script\"]", "")]
    [DataRow("steps", "[7]", "7")]
    [DataRow("steps", "null", "")]
    [DataRow("steps", "[\"network\", \"network\"]", "")]
    [DataRow("steps", "[\"transforms\", \"transforms\"]", "steps/1/transforms.zip")]
    [DataRow("steps", "[\"transforms\", \"network\", \"transforms\", \"network\"]", "steps/3/config.json")]
    [DataRow("inputSchema", "null", "")]
    [DataRow("inputSchema", "[null]", "null")]
    [DataRow("inputSchema", "[{\"name\": \"A\", \"type\": null}]", "")]
    [DataRow("inputSchema", "[{\"name\": \"A\", \"type\": {\"name\": \"System.Diagnostics.Process\"}}]", "System.Diagnostics.Process")]
    [DataRow("inputSchema", "[{\"name\": \"A\", \"type\": {\"name\": \"Single\", \"dimensions\": [-1]}}]", "-1")]
    [DataRow("inputSchema", "[{\"name\": \"A\", \"type\": {\"name\": \"Single\", \"dimensions\": [2000000000, 2000000000]}}]", "")]
    [DataRow("inputSchema", "[{\"name\": \"A\", \"type\": {\"name\": \"UInt32\", \"keyCount\": 0}}]", "")]
    [DataRow("inputSchema", "[{\"name\": \"A\", \"type\": {\"name\": \"Byte\", \"keyCount\": 99999}}]", "")]
    [DataRow("inputSchema", "[{\"name\": \"\", \"type\": {\"name\": \"Single\"}}]", "")]
    public void AManifestThatLiesIsRefused(string property, string value, string word)
    {
        using (var archive = ZipFile.Open(Path, ZipArchiveMode.Update))
            Edit(archive, "manifest.json", json => json[property] = JsonNode.Parse(value));
        AssertRefused($"{property} = {value}", word);
    }

    [TestMethod]
    [DataRow("architecture", "\"resnet81\"", "resnet18")]
    [DataRow("architecture", "\"../../etc/passwd\"", "no network")]
    [DataRow("architecture", "\"alexnet\"", "")]
    [DataRow("options", "null", "")]
    [DataRow("options", "{\"channels\": 2}", "Channels")]
    [DataRow("options", "{\"channels\": 1}", "")]
    [DataRow("input", "null", "")]
    [DataRow("input.height", "0", "")]
    [DataRow("input.height", "1000000", "1000000")]
    [DataRow("input.width", "-32", "")]
    [DataRow("input.resizeShorterSide", "2147483647", "2147483647")]
    [DataRow("input.channels", "1", "")]
    [DataRow("input.mean", "[0.5]", "")]
    [DataRow("input.std", "[0, 0, 0]", "")]
    [DataRow("classNames", "[]", "class names")]
    [DataRow("classNames", "[\"a\", \"b\"]", "2 class names")]
    [DataRow("classNames", "[\"a\", \"b\", null]", "null")]
    [DataRow("labelType", "\"Int32\"", "")]
    [DataRow("labelType", "\"System.Object\"", "System.Object")]
    [DataRow("columns", "null", "")]
    [DataRow("columns.batchSize", "0", "batch size")]
    [DataRow("columns.batchSize", "2147483647", "batch size")]
    [DataRow("columns.imageColumnName", "\"\"", "")]
    [DataRow("columns.scoreColumnName", "null", "")]
    [DataRow("columns.input", "{\"columns\": null}", "")]
    [DataRow("columns.input", "{\"columns\": [{\"name\": \"Image\", \"type\": {\"name\": \"Process\"}}]}", "Process")]
    public void ANetworkWhoseDescriptionLiesIsRefused(string property, string value, string word)
    {
        using (var archive = ZipFile.Open(Path, ZipArchiveMode.Update))
        {
            Edit(archive, Config, json =>
            {
                var path = property.Split('.');
                var parent = path.Length == 1 ? json : (JsonObject)json[path[0]]!;
                parent[path[^1]] = JsonNode.Parse(value);
            });
        }

        AssertRefused($"{property} = {value}", word);
    }

    [TestMethod]
    [DataRow(4096, 100_000)]
    [DataRow(1_000_000_000, 1)]
    public void ADescriptionOfAHugeNetworkIsRefusedBeforeItIsBuilt(int imageSize, int width)
    {
        using (var archive = ZipFile.Open(Path, ZipArchiveMode.Update))
        {
            archive.GetEntry(Graph)!.Delete(); // as in archives of older versions, whose networks are built
            Edit(archive, Config, json =>
            {
                json["architecture"] = "mlp";
                json["options"] = new JsonObject { ["imageSize"] = imageSize, ["width"] = width };
            });
        }

        AssertRefused("a huge network", "larger network than its weights");
    }

    [TestMethod]
    public void PartsThatAreMissingOrForeignAreRefused()
    {
        foreach (var part in new[] { Config, Weights, Transforms })
        {
            Replace(part, null);
            AssertRefused($"without {part}", part);
            Restore();
            Replace(part, "something else");
            AssertRefused($"with another {part}");
            Restore();
        }

        Replace(Config, new string('[', 10_000));
        AssertRefused("deep JSON");
    }

    [TestMethod]
    public void AZipBombIsRefusedWithoutUnpackingIt()
    {
        using (var archive = ZipFile.Open(Path, ZipArchiveMode.Update))
        {
            archive.GetEntry("manifest.json")!.Delete();
            using var bomb = archive.CreateEntry("manifest.json", CompressionLevel.SmallestSize).Open();
            var block = new byte[1 << 20];
            block.AsSpan().Fill((byte)' ');
            for (var i = 0; i < 64; i++) bomb.Write(block);
        }

        AssertRefused("a bomb", "manifest.json");
    }

    [TestMethod]
    public void EntriesOutsideTheArchiveAreNeverTouched()
    {
        var outside = folder.File("outside.txt");
        File.Delete(outside);
        using (var archive = ZipFile.Open(Path, ZipArchiveMode.Update))
        {
            foreach (var name in new[] { "../outside.txt", "/outside.txt", "steps/../../outside.txt" })
                using (var writer = new StreamWriter(archive.CreateEntry(name).Open())) writer.Write("evil");
        }

        ((IDisposable)ML.TransferLearning().Load(Path, out _)).Dispose();
        Assert.IsFalse(File.Exists(outside));
    }

    private static void SaveKeys(Action<ITransformer, DataViewSchema, string> save)
    {
        var images = ML.TransferLearning().LoadImages(new CountingImages(3));
        save(ML.Transforms.Conversion.MapValueToKey("Label").Fit(images), images.Schema, Path);
    }

    private static void AssertRefused(string what, string word = "")
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => ML.TransferLearning().Load(Path, out _), what);
        StringAssert.Contains(error.Message, Path, what);
        StringAssert.Contains(error.Message, word, what);
    }

    private static bool IsRefused(string what)
    {
        try
        {
            ((IDisposable)ML.TransferLearning().Load(Path, out _)).Dispose();
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
        catch (Exception error)
        {
            throw new AssertFailedException($"{what}: {error.Message}", error);
        }
    }

    private static void Flip(FileStream file, int place)
    {
        file.Position = place;
        var value = file.ReadByte();
        file.Position = place;
        file.WriteByte((byte)(value ^ 0x10));
        file.Flush();
    }

    // Where an entry's content begins: after its local header, which repeats the name.
    private static int IndexOfContent(ZipArchiveEntry entry)
    {
        var name = Encoding.UTF8.GetBytes(entry.FullName);
        var header = 0;
        while (!good.AsSpan(header + 30).StartsWith(name)) header += 4 + good.AsSpan(header + 4).IndexOf("PK\u0003\u0004"u8);
        return header + 30 + name.Length;
    }

    private static void Edit(ZipArchive archive, string path, Action<JsonObject> edit)
    {
        JsonObject json;
        using (var reader = archive.GetEntry(path)!.Open()) json = JsonNode.Parse(reader)!.AsObject();
        edit(json);
        archive.GetEntry(path)!.Delete();
        using var writer = new StreamWriter(archive.CreateEntry(path).Open());
        writer.Write(json.ToJsonString());
    }

    [TestMethod]
    [DataRow(Weights)]
    [DataRow(Graph)]
    [DataRow(Transforms)]
    public void ASmallEntryDoesNotUnpackToGigabytes(string path)
    {
        using (var archive = ZipFile.Open(Path, ZipArchiveMode.Update))
        {
            archive.GetEntry(path)!.Delete();
            using var zeros = archive.CreateEntry(path, CompressionLevel.Fastest).Open();
            for (var i = 0; i < 200; i++) zeros.Write(new byte[1 << 20]);
        }
        AssertRefused($"200 MB in {path}", "says that it has 209715200 bytes");
    }

    private static void Replace(string path, string? content)
    {
        using var archive = ZipFile.Open(Path, ZipArchiveMode.Update);
        archive.GetEntry(path)!.Delete();
        if (content is null) return;
        using var writer = new StreamWriter(archive.CreateEntry(path).Open());
        writer.Write(content);
    }
}
