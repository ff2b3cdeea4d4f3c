using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Onnx;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Cli;

/// <summary>The command as a process with several labels an image and with numbers: from a table to a model, and what can be done with it.</summary>
[TestClass]
public sealed class OtherTaskCommandTests
{
    private const int TestImages = 24;

    private static readonly TemporaryFolder Folder = new();
    private static readonly Dictionary<string, string> Told = [];
    private static string train = "", test = "";

    [ClassInitialize]
    public static void Train(TestContext _)
    {
        (train, test) = (SceneTable.Write(Folder, "train", 96, seed: 1), SceneTable.Write(Folder, "test", TestImages, seed: 2));
        Told["labels"] = Ran(Arguments("labels", train, "--epochs", "8", "--json"));
        Told["numbers"] = Ran(Arguments("numbers", train, "--targets", "height,side", "--epochs", "10"));
    }

    [ClassCleanup]
    public static void DeleteFolder() => Folder.Dispose();

    [TestMethod]
    public void LabelsWithSemicolonsAreLearnedAsSeveral()
    {
        var result = JsonDocument.Parse(Told["labels"]).RootElement;
        Assert.IsGreaterThan(0.9, result.GetProperty("validationMeanAveragePrecision").GetDouble());
        Assert.AreEqual("MultiLabel", Config("labels").GetProperty("task").GetString());
        StringAssert.StartsWith(File.ReadAllText(InRun("labels", "history.csv")), "epoch,phase,train_loss,train_map,validation_loss,validation_map,");
        foreach (var file in new[] { "model.mlnet.zip", "checkpoint.safetensors" }) Assert.IsTrue(File.Exists(InRun("labels", file)), file);
        var (page, card) = (File.ReadAllText(InRun("labels", "report.html")), File.ReadAllText(InRun("labels", "MODEL.md")));
        foreach (var words in new[] { "mAP per epoch", "Figures of every label", "Validation mAP" }) StringAssert.Contains(page, words);
        foreach (var words in new[] { "onfusion", "accuracy</th>" }) Assert.DoesNotContain(words, page);
        StringAssert.Contains(card, "says which of 2 labels an image has, none to all");
        StringAssert.Contains(card, "| Label | Images | Precision | Recall | F1 | Average precision | Threshold |");
    }

    [TestMethod]
    public void NumbersAreLearnedFromTheirColumns()
    {
        StringAssert.Contains(Told["numbers"], "no random crops, flips or rotations");
        Assert.AreEqual("Regression", Config("numbers").GetProperty("task").GetString());
        StringAssert.Contains(File.ReadAllText(InRun("numbers", "history.csv")), "validation_r2");
        var (page, card) = (File.ReadAllText(InRun("numbers", "report.html")), File.ReadAllText(InRun("numbers", "MODEL.md")));
        foreach (var words in new[] { "R² per epoch", "Figures of every number", "Validation R²" }) StringAssert.Contains(page, words);
        StringAssert.Contains(card, "| Number | R² | Mean absolute error | Root mean squared error |");
        StringAssert.Contains(card, "| All | 77 | 19 |");
    }

    /// <summary>The thresholds that were chosen are those that decide, in every form of output.</summary>
    [TestMethod]
    public void PredictedLabelsAreThoseFromTheirThresholdOn()
    {
        var model = InRun("labels", "model.zip");
        using var loaded = (IDisposable)new MLContext(1).TransferLearning().Load(model, out _);
        var thresholds = ((IEnumerable<ITransformer>)loaded).OfType<ImageMultiLabelTransformer>().Single().Thresholds;
        var images = JsonDocument.Parse(Ran("predict", model, Folder.File("test"), "--json")).RootElement.GetProperty("images").EnumerateArray().ToArray();
        Assert.HasCount(TestImages, images);
        var csv = Ran("predict", model, Folder.File("test"), "--csv").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.AreEqual("path,label,blau,red", csv[0].Trim());
        var lines = Ran("predict", model, Folder.File("test")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim('\r').Split('\t'))
            .ToLookup(fields => fields[0], fields => fields[1]);
        foreach (var (row, image) in images.Index())
        {
            var labels = image.GetProperty("labels").EnumerateArray().ToArray();
            string[] found = [.. labels.Where((label, place) => label.GetProperty("probability").GetSingle() >= thresholds[place]).Select(NameOf)];
            CollectionAssert.AreEqual(found, labels.Where(label => label.GetProperty("found").GetBoolean()).Select(NameOf).ToArray());
            var path = image.GetProperty("path").GetString()!;
            CollectionAssert.AreEquivalent(found.Length == 0 ? ["none of these"] : found, lines[path].ToArray());
            StringAssert.StartsWith(csv[row + 1], $"{path},{string.Join(';', found)},");
        }
        Assert.IsTrue(lines.Any(image => image.Contains("none of these")) && lines.Any(image => image.Count() == 2), "some images have both, some none");

        static string NameOf(JsonElement label) => label.GetProperty("label").GetString()!;
    }

    [TestMethod]
    public void PredictedNumbersAreNearTheTruth()
    {
        var lines = Ran("predict", InRun("numbers", "model.zip"), Folder.File("test"), "--csv").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.AreEqual("path,height,side", lines[0].Trim());
        var truth = Scenes.Rows(TestImages, seed: 2);
        double[] heights = [.. lines.Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];
        Assert.IsLessThan(4, truth.Zip(heights, (row, height) => Math.Abs(row.Exact - height)).Average(), "1000 to 1024, in their unit");
    }

    [TestMethod]
    public void EvaluationHasTheMetricsOfTheTask()
    {
        var labels = JsonDocument.Parse(Ran("evaluate", InRun("labels", "model.zip"), test, "--json")).RootElement;
        Assert.AreEqual(TestImages, labels.GetProperty("images").GetInt32());
        Assert.IsGreaterThan(0.9, labels.GetProperty("meanAveragePrecision").GetDouble());
        Assert.HasCount(2, labels.GetProperty("thresholds").EnumerateArray().ToArray());
        var red = Scenes.Rows(TestImages, seed: 2).Count(row => row.Flags[1]);
        Assert.AreEqual(red, labels.GetProperty("labels")[1].GetProperty("support").GetInt32());
        StringAssert.Contains(Ran("evaluate", InRun("labels", "model.zip"), test), "threshold");

        var numbers = JsonDocument.Parse(Ran("evaluate", InRun("numbers", "model.zip"), test, "--json")).RootElement;
        Assert.IsGreaterThan(0.7, numbers.GetProperty("rSquared").GetDouble());
        Assert.AreEqual("height", numbers.GetProperty("numbers")[0].GetProperty("name").GetString());
        Assert.IsLessThan(4, numbers.GetProperty("numbers")[0].GetProperty("meanAbsoluteError").GetDouble());
    }

    [TestMethod]
    public void ModelsAreExportedInInt8Too()
    {
        var sides = Folder.File("sides.csv");
        File.WriteAllLines(sides, ["path,side", .. Enumerable.Range(0, 64).Select(index => $"train/{index:000}.png,{index % 2}")]);
        AreNearInInt8("labels", 0.1, "--calibrate", sides, "--label", "side");
        AreNearInInt8("numbers", 0.1, "--calibrate", sides, "--targets", "side");
        Refused(
            "--validate compares the accuracy of a classifier",
            "export", InRun("labels", "model.zip"), Folder.File("no.onnx"), "--int8", "--calibrate", train, "--validate", train);
        Refused("this model says numbers", "gradcam", InRun("numbers", "model.zip"), Folder.File("test/000.png"), Folder.File("heat.png"));
        Refused("--top is for classifiers", "predict", InRun("labels", "model.zip"), Folder.File("test"), "--top", "1");
        StringAssert.Contains(Ran("gradcam", InRun("labels", "model.zip"), Folder.File("test/000.png"), Folder.File("heat.png"), "--class", "red"), "sees red");
    }

    /// <summary>What an exported model says in int8 is near what it says in float32, measured by how far its answers spread, and not the same.</summary>
    private static void AreNearInInt8(string name, double tolerance, params string[] calibration)
    {
        var (single, quantized) = (Folder.File($"{name}.onnx"), Folder.File($"{name}8.onnx"));
        Ran("export", InRun(name, "model.zip"), single);
        Ran(["export", InRun(name, "model.zip"), quantized, "--int8", .. calibration]);
        Assert.IsLessThan(new FileInfo(single).Length, new FileInfo(quantized).Length);
        float[] pixels = [.. Scenes.Rows(TestImages, seed: 2).SelectMany(row => SceneImages.Planar(row.Image!)).Select(value => (float)value)];
        var (exact, near) = (Answers(single), Answers(quantized));
        for (var output = 0; output < 2; output++)
        {
            var (truth, rounded) = (Every(exact, output), Every(near, output));
            var error = truth.Zip(rounded, (one, other) => Math.Abs(one - other)).Average();
            var spread = truth.Select(value => Math.Abs(value - truth.Average())).Average();
            Assert.IsGreaterThan(0, error, name);
            Assert.IsLessThan(tolerance * spread, error, $"{name} {output}");
        }

        float[] Answers(string file) => OnnxRuntime.Run<float, float>(file, pixels, [3, Scenes.Side, Scenes.Side], 8);
        static float[] Every(float[] answers, int output) => [.. answers.Where((_, place) => place % 2 == output)];
    }

    /// <summary>Where nothing is learned, what a model says stays; what is learned follows from the model.</summary>
    [TestMethod]
    [DataRow("labels", 0.0)]
    [DataRow("numbers", 0.01)]
    public void ATrainingGoesOnFromAModel(string name, double tolerance)
    {
        var next = Folder.File($"{name} again");
        StringAssert.Contains(
            Ran("train", train, "--from", InRun(name, "model.zip"), "--epochs", "1", "--frozen-epochs", "1", "--rate", "1e-30", "--output", next),
            "as the model that --from names");
        var (before, after) = (Scores(InRun(name, "model.zip")), Scores(Path.Combine(next, "model.zip")));
        Assert.HasCount(2 * TestImages, before);
        Close.AreClose(before, after, tolerance, name);

        static float[] Scores(string model) => [.. Ran("predict", model, Folder.File("test"), "--csv")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .SelectMany(line => line.Split(',')[^2..]).Select(value => float.Parse(value, CultureInfo.InvariantCulture))];
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow("labels")]
    [DataRow("numbers", "--targets", "height,side")]
    public void AKilledRunGoesOnBitForBit(string name, params string[] more)
    {
        var killed = $"{name} killed";
        var epochs = Config(name).GetProperty("epochs").GetInt32();
        var first = DotnetProcess.Watch(
            "Toolkit.Cli.dll",
            (line, process) =>
            {
                if (line.StartsWith("epoch  2/", StringComparison.Ordinal)) process.Kill();
            },
            Arguments(killed, [train, "--epochs", $"{epochs}", .. more]));
        Assert.AreNotEqual(0, first.ExitCode);
        Ran("train", "--resume", Folder.File(killed));
        Assert.IsTrue(WeightsOf(InRun(name, "model.zip")).AsSpan().SequenceEqual(WeightsOf(InRun(killed, "model.zip"))));
        Refused("--task was", "train", "--resume", Folder.File(killed), "--task", "classify");
    }

    [TestMethod]
    public void ClassesStayClassesAndMayBeInAnyColumn()
    {
        var told = Ran(Arguments("classes", train, "--label", "kind", "--epochs", "1"));
        StringAssert.Contains(told, "chosen: classify, since every image has one label; --task regression learns them as numbers");
        Assert.AreEqual("Classification", Config("classes").GetProperty("task").GetString());
        StringAssert.Contains(Ran(Arguments("one number", train, "--task", "regression", "--label", "height", "--epochs", "1")), "validation R²: ");
        StringAssert.Contains(Ran("predict", InRun("one number", "model.zip"), Folder.File("test/000.png")), "\theight\t");
        StringAssert.Contains(Ran("evaluate", InRun("one number", "model.zip"), test), "height  ");
    }

    [TestMethod]
    public void MistakesAreOneSentence()
    {
        RefusedTable("a row without a number in 'width'", ["path,width", "train/000.png,1", "train/001.png,"], "--targets", "width");
        RefusedTable("\"NaN\" in 'width', which is no finite number", ["path,width", "train/000.png,NaN", "train/001.png,2"], "--targets", "width");
        RefusedTable("'width' is always 3", ["path,width", .. Files("3")], "--targets", "width");
        RefusedTable("a row with an empty label", ["path,label", "train/000.png,a;;b", "train/001.png,b"]);
        RefusedTable("a row that has a label twice", ["path,label", "train/000.png,a;a", "train/001.png,b"]);
        RefusedTable("no label in any row", ["path,label", .. Files("")], "--task", "multi-label");
        RefusedTable("have the same ones of a", ["path,label", .. Files("a")], "--task", "multi-label");
        RefusedTable("a row without label", ["path,label", "train/000.png,a", "train/001.png,"]);
        RefusedTable("has no column 'widht'", ["path,width", "train/000.png,1", "train/001.png,2"], "--targets", "widht");
        Refused("--calibrate is for classifiers", Arguments("never", train, "--calibrate"));
        Refused("--accept-errors is for classifiers", Arguments("never", train, "--accept-errors", "0.1"));
        Refused("--search is for classifiers", "train", train, "--search", "1", "--output", Folder.File("never"));
        Refused("mixes images of one class each (MixupOrCutMix)", "train", train, "--recipe", "modern", "--epochs", "1", "--output", Folder.File("never"));
        Refused("--label and --targets both name columns", Arguments("never", train, "--label", "a", "--targets", "b"));
        Refused("regression learns from a CSV file", Arguments("never", Folder.File("train"), "--task", "regression"));
        Refused(
            "is for MultiLabel, but the training for Classification",
            "train", train, "--from", InRun("labels", "model.zip"), "--task", "classify", "--label", "kind", "--epochs", "1", "--output", Folder.File("never"));
        Assert.IsFalse(Directory.Exists(Folder.File("never")));
    }

    private static IEnumerable<string> Files(string label) => Enumerable.Range(0, 12).Select(index => $"train/{index:000}.png,{label}");

    private static void RefusedTable(string words, string[] lines, params string[] more)
    {
        File.WriteAllLines(Folder.File("bad.csv"), lines);
        Refused(words, Arguments("never", [Folder.File("bad.csv"), "--epochs", "1", .. more]));
    }

    private static void Refused(string words, params string[] arguments)
    {
        var (exitCode, _, errors) = ToolkitProcess.Run(arguments);
        Assert.AreEqual(1, exitCode, errors);
        string[] mistakes = [.. errors.Split('\n').Where(line => line.StartsWith("error: ", StringComparison.Ordinal))];
        Assert.HasCount(1, mistakes, errors);
        StringAssert.Contains(mistakes[0], words);
    }

    private static string[] Arguments(string run, params string[] more) =>
    [
        "train", .. more, "--network", "mnist_cnn", "--weights", "none", "--size", "28", "--recipe", "fine-tune", "--rate", "0.005", "--unfrozen-rate", "0.005",
        "--batch-size", "16", "--output", Folder.File(run),
    ];

    private static string Ran(params string[] arguments)
    {
        var (exitCode, output, errors) = ToolkitProcess.Run(arguments);
        Assert.AreEqual(0, exitCode, errors);
        return output;
    }

    private static string InRun(string run, string file) => Path.Combine(Folder.File(run), file);

    private static JsonElement Config(string run) => JsonDocument.Parse(File.ReadAllText(InRun(run, "config.json"))).RootElement;

    private static byte[] WeightsOf(string model)
    {
        using var archive = ZipFile.OpenRead(model);
        using var stream = archive.Entries.Single(entry => entry.Name.EndsWith(".safetensors", StringComparison.Ordinal)).Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
