using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Cli;

/// <summary><c>toolkit predict</c> with models that take their images in different ways, and with mistakes.</summary>
[TestClass]
public sealed class PredictCommandTests
{
    private static readonly MLContext ML = new(1);
    private static TemporaryFolder folder = null!;
    private static string image = "", model = "";

    [ClassInitialize]
    public static void SaveModel(TestContext _)
    {
        folder = new TemporaryFolder();
        (image, model) = (folder.File("Grüße.png"), folder.File("model.zip"));
        using (var drawn = ToyImages.Draw(0, 1, 32, 32)) drawn.Save(image);
        ML.TransferLearning().Save(ToyModel.Shared.Model, ToyModel.Shared.Train.Schema, model);
    }

    [ClassCleanup]
    public static void DeleteModel() => folder.Dispose();

    [TestMethod]
    public void ThreeClassesArePrintedTheMostProbableFirst()
    {
        var (exitCode, output, errors) = ToolkitProcess.Run("predict", model, image);
        Assert.AreEqual(0, exitCode, errors);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();
        Assert.HasCount(3, lines);
        Assert.IsTrue(lines.All(fields => fields.Length == 3 && fields[0] == image));
        CollectionAssert.AreEquivalent(ToyImages.Classes, lines.Select(fields => fields[1]).ToArray());
        var scores = lines.Select(fields => float.Parse(fields[2], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        CollectionAssert.AreEqual(scores.OrderDescending().ToList(), scores);
    }

    [TestMethod]
    public void OneClassAnImageOnDemand()
    {
        var (_, output, _) = ToolkitProcess.Run("predict", model, image, image, "--top", "1");
        Assert.HasCount(2, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Models that take paths, images and bytes.</summary>
    [TestMethod]
    public void ABadFileAmongGoodOnesIsNamedAndTheOthersArePredicted()
    {
        var (damaged, absent, other) = (folder.File("damaged.png"), folder.File("gone.png"), folder.File("other.png"));
        File.WriteAllBytes(damaged, File.ReadAllBytes(image)[..100]);
        using (var drawn = ToyImages.Draw(1, 2, 40, 50)) drawn.Save(other);
        var models = new[] { model, SaveFor<IntegerRow>("images.zip"), SaveFor<BytesRow>("bytes.zip") };
        foreach (var path in models)
        {
            var (exitCode, output, errors) = ToolkitProcess.Run("predict", path, damaged, image, absent, image, other, damaged, "--top", "0");
            Assert.AreEqual(1, exitCode);
            var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.HasCount(3, lines, errors);
            foreach (var (line, name) in lines.Zip(new[] { damaged, absent, damaged })) StringAssert.StartsWith(line, $"error: {name} ");
            var alone = new[] { image, image, other }.Select(file => ToolkitProcess.Run("predict", path, file, "--top", "0").Output);
            Assert.AreEqual(string.Concat(alone), output, path);
        }
    }

    [TestMethod]
    public void FoldersGiveTheirImagesInOrderOfName()
    {
        var album = Directory.CreateDirectory(folder.File("album")).FullName;
        Directory.CreateDirectory(Path.Combine(album, "b"));
        string[] files = ["a.png", "b/1.png", "b/2.PNG", "c.png"];
        foreach (var file in files.Reverse()) File.Copy(image, Path.Combine(album, file));
        File.WriteAllText(Path.Combine(album, "notes.txt"), "no image");
        if (OperatingSystem.IsLinux()) Directory.CreateSymbolicLink(Path.Combine(album, "round"), album);
        var (exitCode, output, errors) = ToolkitProcess.Run("predict", model, album, image, "--top", "1");
        Assert.AreEqual(0, exitCode, errors);
        var paths = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[0]).ToArray();
        CollectionAssert.AreEqual(files.Select(file => Path.Combine(album, file)).Append(image).ToArray(), paths);
    }

    [TestMethod]
    public void CsvHasTheAnswerOfEveryImage()
    {
        var odd = folder.File("a, \"b\".png");
        File.Copy(image, odd, overwrite: true);
        var expected = ToolkitProcess.Predict(model, image)[image].OrderByDescending(item => item.Value).ToArray();
        var lines = ToolkitProcess.Run("predict", model, image, odd, "--top", "2", "--csv").Output.Split('\n');
        Assert.AreEqual("path,answer,class1,probability1,class2,probability2", lines[0]);
        var rest = FormattableString.Invariant($",{expected[0].Key},{expected[0].Key},{expected[0].Value},{expected[1].Key},{expected[1].Value}");
        Assert.AreEqual(image + rest, lines[1]);
        Assert.AreEqual($"\"{odd.Replace("\"", "\"\"")}\"{rest}", lines[2]);

    }

    /// <summary>An image is answered where the model is as sure as its answers must be.</summary>
    [TestMethod]
    public void WhereTheModelIsNotSureEnoughThereIsNoAnswer()
    {
        using var weights = new TinyWeights("mnist_cnn", ToyImages.Classes.Length);
        var (unsure, train) = (folder.File("unsure.zip"), ToyModel.Shared.Train);
        var strict = ML.TransferLearning().Classify(new ImageClassificationEstimator.Options
        {
            Network = "mnist_cnn",
            Weights = weights.Weights,
            ClassNames = ToyImages.Classes,
            RejectThreshold = 1,
        });
        ML.TransferLearning().Save(strict.Fit(train), train.Schema, unsure);
        StringAssert.StartsWith(ToolkitProcess.Run("predict", unsure, image).Output, $"{image}\tnone of these\t\n");
        using var json = JsonDocument.Parse(ToolkitProcess.Run("predict", unsure, image, folder.File("gone.png"), "--json").Output);
        var first = json.RootElement.GetProperty("images")[0];
        Assert.AreEqual(image, first.GetProperty("path").GetString());
        Assert.AreEqual(JsonValueKind.Null, first.GetProperty("answer").ValueKind);
        Assert.HasCount(ToyImages.Classes.Length, first.GetProperty("classes").EnumerateArray().ToArray());
        StringAssert.Contains(json.RootElement.GetProperty("failures")[0].GetString(), "gone.png");
    }

    [TestMethod]
    public void ATerminalGetsATableInColoursOnlyWhereTheyAreWelcome()
    {
        var plain = Terminal.Run([("NO_COLOR", "1")], "Toolkit.Cli.dll", "predict", model, image, "--top", "2");
        StringAssert.Matches(plain, new(@"image +class +probability"));
        Assert.HasCount(2, Regex.Matches(plain, @"(blue cross|grüne Scheibe|red square) +\d+\.\d\d %"));
        Assert.DoesNotContain("\t", plain);
        Assert.DoesNotContain("\e[3", plain);
    }

    [TestMethod]
    public void ModelsOfOtherColumnsWork()
    {
        var expected = ToyModel.Scores(ToyModel.Shared.Network.Transform(ML.Data.LoadFromEnumerable([new ImageRow { Image = MLImage.CreateFromFile(image) }]))).Single();
        var imageSchema = ML.Data.LoadFromEnumerable(new List<IntegerRow>()).Schema;
        var bytesSchema = ML.Data.LoadFromEnumerable(new List<BytesRow>()).Schema;
        foreach (var schema in new[] { imageSchema, bytesSchema })
        {
            var path = folder.File("other.zip");
            ML.TransferLearning().Save(ToyModel.Shared.Network, schema, path);
            var scores = ToolkitProcess.Predict(path, image)[image];
            CollectionAssert.AreEqual(expected, ToyImages.Classes.Select(name => scores[name]).ToArray());
        }
    }

    [TestMethod]
    public void MistakesAreOneLineOnTheErrorStream()
    {
        var text = folder.File("text.png");
        File.WriteAllText(text, "no image");
        AssertFails("absent.zip", "predict", folder.File("absent.zip"), image);
        AssertFails("text.png", "predict", text, image);
        AssertFails("absent.png", "predict", model, folder.File("absent.png"));
        AssertFails(text, "predict", model, text);
        AssertFails($"'{folder.Path}' is a folder, not a model", "predict", folder.Path, image);
        var empty = Directory.CreateDirectory(folder.File("empty")).FullName;
        AssertFails($"{empty} has no image files", "predict", model, empty);

        var keys = folder.File("keys.zip");
        var data = ML.Data.LoadFromEnumerable(ToyImages.Rows(1));
        ML.TransferLearning().Save(ML.Transforms.Conversion.MapValueToKey("Label").Fit(data), data.Schema, keys);
        AssertFails("no column 'Score'", "predict", keys, image);
    }

    /// <summary>By models that take a path, decoded images or bytes. LoadImages alone would wait for the pipe, and spend 8 GB on the header.</summary>
    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(120_000)]
    public void FilesThatCannotBeReadAreNamedWhateverTheModelTakes()
    {
        var (pipe, cut) = (folder.File("pipe.jpg"), folder.File("cut.png"));
        using (var process = System.Diagnostics.Process.Start("mkfifo", [pipe])) process.WaitForExit();
        File.WriteAllBytes(cut, File.ReadAllBytes(image)[..^200]);
        var bomb = SharedFiles.Require("cases/images/header_30000x30000.png");
        var (decoded, bytes) = (folder.File("decoded.zip"), folder.File("bytes.zip"));
        ML.TransferLearning().Save(ToyModel.Shared.Network, ML.Data.LoadFromEnumerable(new List<IntegerRow>()).Schema, decoded);
        ML.TransferLearning().Save(ToyModel.Shared.Network, ML.Data.LoadFromEnumerable(new List<BytesRow>()).Schema, bytes);
        foreach (var taking in new[] { model, decoded, bytes })
            foreach (var file in new[] { pipe, cut, bomb })
                AssertFails(file, "predict", taking, file);
    }

    private static string SaveFor<TRow>(string name)
        where TRow : class
    {
        ML.TransferLearning().Save(ToyModel.Shared.Network, ML.Data.LoadFromEnumerable(new List<TRow>()).Schema, folder.File(name));
        return folder.File(name);
    }

    private static void AssertFails(string word, params string[] arguments)
    {
        var (exitCode, output, errors) = ToolkitProcess.Run(arguments);
        Assert.AreEqual(1, exitCode, output + errors);
        StringAssert.StartsWith(errors, "error: ");
        StringAssert.Contains(errors, word);
        Assert.HasCount(1, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), errors);
    }

    private sealed class IntegerRow
    {
        public int Label { get; set; }

        [ImageColumn]
        public MLImage? Image { get; set; }
    }

    private sealed class BytesRow
    {
        [KeyType(3)]
        public uint Label { get; set; }

        public byte[] Image { get; set; } = [];
    }
}
