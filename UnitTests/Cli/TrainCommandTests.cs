using System.IO.Compression;
using System.Text.Json;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Cli;

/// <summary><c>toolkit train</c> as a process: what it writes, that it goes on after a kill, and what it says of what cannot be.</summary>
[TestClass]
public sealed class TrainCommandTests
{
    private const int ImagesPerClass = 12;

    private static readonly TemporaryFolder Folder = new();

    private static readonly string Photos = Folder.File("photos");

    [ClassInitialize]
    public static void WritePhotos(TestContext _) => ToyImages.WriteFolder(Photos, ImagesPerClass, seed: 100);

    [ClassCleanup]
    public static void DeletePhotos() => Folder.Dispose();

    [TestMethod]
    public void ARunFolderHasAllThatComesOfATraining()
    {
        var run = Folder.File("run");
        var (exitCode, output, errors) = Train("photos", "--output", run, "--epochs", "3", "--json");
        Assert.AreEqual(0, exitCode, errors);
        using var results = JsonDocument.Parse(output);
        var accuracy = results.RootElement.GetProperty("validationAccuracy").GetDouble();
        Assert.IsTrue(accuracy is >= 0 and <= 1);
        foreach (var file in new[] { "config.json", "history.csv", "report.html", "MODEL.md", "model.zip", "model.mlnet.zip", "checkpoint.safetensors" })
            Assert.IsTrue(File.Exists(Path.Combine(run, file)), file);
        Assert.HasCount(1 + 3, File.ReadAllLines(Path.Combine(run, "history.csv")));

        var image = Directory.GetFiles(Path.Combine(Photos, ToyImages.Classes[0]))[0];
        Assert.HasCount(ToyImages.Classes.Length, ToolkitProcess.Predict(Path.Combine(run, "model.zip"), image)[image]);
        var evaluated = ToolkitProcess.Run("evaluate", Path.Combine(run, "model.zip"), Photos, "--json");
        Assert.AreEqual(0, evaluated.ExitCode, evaluated.Errors);
        using var metrics = JsonDocument.Parse(evaluated.Output);
        Assert.AreEqual(ToyImages.Classes.Length * ImagesPerClass, metrics.RootElement.GetProperty("images").GetInt32());

        var same = ToolkitProcess.Run(
            "train", Photos, "--from", Path.Combine(run, "model.zip"), "--epochs", "1", "--frozen-epochs", "1", "--rate", "1e-30", "--output", Folder.File("same"));
        Assert.AreEqual(0, same.ExitCode, same.Errors);
        CollectionAssert.AreEqual(
            ToolkitProcess.Predict(Path.Combine(run, "model.zip"), image)[image], ToolkitProcess.Predict(Folder.File("same/model.zip"), image)[image]);

        AssertFails("has the network mnist_cnn, not resnet18", "photos", "--from", Path.Combine(run, "model.zip"), "--network", "resnet18");
        AssertFails("takes images of 28×28 pixels, not 64×64", "photos", "--from", Path.Combine(run, "model.zip"), "--size", "64");

        var next = ToolkitProcess.Run(
            "train", Photos, "--from", Path.Combine(run, "model.zip"), "--epochs", "1", "--frozen-epochs", "0", "--patience", "0", "--metric", "accuracy",
            "--calibrate", "--accept-errors", "0.1", "--output", Folder.File("next"));
        Assert.AreEqual(0, next.ExitCode, next.Errors);
        Assert.IsTrue(File.Exists(Path.Combine(Folder.File("next"), "model.zip")));

        var again = Train("photos", "--output", run);
        Assert.AreEqual(1, again.ExitCode);
        StringAssert.Contains(again.Errors, "holds a run already. Go on with it by --resume");
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void AKilledRunGoesOnBitForBit()
    {
        var (whole, killed) = (Folder.File("whole"), Folder.File("killed"));
        Assert.AreEqual(0, Train("photos", "--output", whole, "--epochs", "16").ExitCode);
        var first = DotnetProcess.Watch(
            "Toolkit.Cli.dll",
            (line, process) =>
            {
                if (line.StartsWith("epoch  3/", StringComparison.Ordinal)) process.Kill();
            },
            Arguments("photos", "--output", killed, "--epochs", "16"));
        Assert.AreNotEqual(0, first.ExitCode);
        Assert.IsFalse(File.Exists(Path.Combine(killed, "model.zip")));
        var resumed = ToolkitProcess.Run("train", "--resume", killed);
        Assert.AreEqual(0, resumed.ExitCode, resumed.Errors);
        Assert.IsTrue(WeightsOf(whole).AsSpan().SequenceEqual(WeightsOf(killed)));

        var changed = ToolkitProcess.Run("train", "--resume", killed, "--batch-size", "3", "--seed", "9");
        Assert.AreEqual(1, changed.ExitCode);
        StringAssert.Contains(changed.Errors, "--batch-size was 64 and is 3, --seed was 1 and is 9");
        var config = Path.Combine(killed, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"version\": 2", "\"version\": 7"));
        StringAssert.Contains(ToolkitProcess.Run("train", "--resume", killed).Errors, "is of version 7, but this toolkit reads version 2");
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void CtrlCKeepsTheBestSoFarAndSaysHowToGoOn()
    {
        var run = Folder.File("stopped");
        var (exitCode, output, errors) = DotnetProcess.Watch(
            "Toolkit.Cli.dll",
            (line, process) =>
            {
                if (line.StartsWith("epoch  2/", StringComparison.Ordinal)) DotnetProcess.Signal(process, "INT");
            },
            Arguments("photos", "--output", run, "--epochs", "400"));
        Assert.AreEqual(130, exitCode, errors);
        StringAssert.Contains(output, $"go on by toolkit train --resume {run}");
        var image = Directory.GetFiles(Path.Combine(Photos, ToyImages.Classes[0]))[0];
        Assert.HasCount(ToyImages.Classes.Length, ToolkitProcess.Predict(Path.Combine(run, "model.zip"), image)[image]);
    }

    [TestMethod]
    public void AZipFileOfClassFoldersIsTrainedOn()
    {
        ZipFile.CreateFromDirectory(Photos, Folder.File("photos.zip"));
        var (exitCode, output, errors) = Train("photos.zip", "--output", Folder.File("zipped"), "--epochs", "1");
        Assert.AreEqual(0, exitCode, errors);
        StringAssert.Contains(output, $"{ToyImages.Classes.Length * ImagesPerClass} images of {ToyImages.Classes.Length} classes");
    }

    /// <summary>Names are the catalogs' in any case; a share of few epochs is frozen; the same command can be given again after a start that failed.</summary>
    [TestMethod]
    public void AStartThatFailsLeavesNothingAndNamesAreTakenInAnyCase()
    {
        using var weights = new TinyWeights("mnist_cnn", ToyImages.Classes.Length);
        var run = Folder.File("begun twice");
        var failed = ToolkitProcess.Run("train", Photos, "--network", "resnet20", "--weights", weights.Path, "--size", "28", "--output", run);
        Assert.AreEqual(1, failed.ExitCode);
        Assert.IsFalse(Directory.Exists(run), failed.Errors);

        var begun = ToolkitProcess.Run("train", Photos, "--network", "MNIST_CNN", "--weights", weights.Path, "--size", "28", "--epochs", "3", "--output", run);
        Assert.AreEqual(0, begun.ExitCode, begun.Errors);
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "config.json")));
        Assert.AreEqual("mnist_cnn", config.RootElement.GetProperty("network").GetString());
        Assert.AreEqual(2, config.RootElement.GetProperty("frozenEpochs").GetInt32(), "10 of 14 in the recipe");
        Assert.AreEqual(Path.GetFullPath(weights.Path), config.RootElement.GetProperty("weights").GetString());

        File.WriteAllText(Path.Combine(run, "config.json"), "{");
        StringAssert.Contains(ToolkitProcess.Run("train", "--resume", run).Errors, "is no configuration of a run");
    }

    [TestMethod]
    public void ACsvFileIsTrainedOnAndGroupsStayTogether()
    {
        var csv = Folder.File("photos.csv");
        var rows = ToyImages.Classes.SelectMany(name => Directory.GetFiles(Path.Combine(Photos, name)).Order(StringComparer.Ordinal)
            .Select((file, index) => $"\"{Path.GetRelativePath(Folder.Path, file)}\",{name},part {index / 3}"));
        File.WriteAllLines(csv, ["Path,Label,Group", .. rows]);
        var (exitCode, output, errors) = Train("photos.csv", "--output", Folder.File("grouped"), "--epochs", "1");
        Assert.AreEqual(0, exitCode, errors);
        StringAssert.Contains(output, "in whole groups");
    }

    [TestMethod]
    public void WhatIsWrongWithTheImagesIsSaidBefore()
    {
        var photos = Folder.File("strange");
        ToyImages.WriteFolder(photos, 6, seed: 1);
        var (first, second) = (Path.Combine(photos, ToyImages.Classes[0]), Path.Combine(photos, ToyImages.Classes[2]));
        File.WriteAllText(Path.Combine(first, "cut.png"), "no image");
        File.Copy(Path.Combine(first, "00.png"), Path.Combine(second, "copy.png"));
        File.WriteAllText(Path.Combine(first, "notes.txt"), "");
        var (exitCode, _, errors) = Train("strange", "--output", Folder.File("of strange"), "--epochs", "1");
        Assert.AreEqual(0, exitCode, errors);
        StringAssert.Contains(errors, "1 image(s) cannot be read and are left out");
        StringAssert.Contains(errors, "1 image(s) are in several classes");
        StringAssert.Contains(errors, "has 6 image(s) only");
        StringAssert.Contains(errors, "1 .txt");
    }

    [TestMethod]
    public void ASearchChoosesAndTellsWhatItTried()
    {
        using var weights = new TinyWeights("mnist_cnn", ToyImages.Classes.Length);
        var run = Folder.File("searched");
        var (exitCode, output, errors) = ToolkitProcess.Run(
            "train", Photos, "--search", "5", "--network", "mnist_cnn", "--weights", weights.Path, "--size", "28", "--epochs", "2", "--frozen-epochs", "2",
            "--json", "--output", run);
        Assert.AreEqual(0, exitCode, errors);
        using var results = JsonDocument.Parse(output);
        var trials = results.RootElement.GetProperty("search").GetProperty("trials").EnumerateArray().ToArray();
        Assert.HasCount(2 * 5, trials, "five rates, and two augmentations");
        Assert.IsTrue(trials.All(trial => trial.GetProperty("validationLoss").GetDouble() > 0));
        var chosen = trials.Single(trial => trial.GetProperty("isChosen").GetBoolean());
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "config.json")));
        Assert.AreEqual(chosen.GetProperty("learningRate").GetDouble(), config.RootElement.GetProperty("rate").GetDouble());
        Assert.AreEqual(chosen.GetProperty("augmentedVersions").GetInt32() > 0, config.RootElement.GetProperty("augmentWhileFrozen").GetBoolean());
        Assert.HasCount(2 * 5, config.RootElement.GetProperty("search").GetProperty("trials").EnumerateArray().ToArray());
        AssertHasTable(run, errors);
        File.Delete(Path.Combine(run, "report.html"));
        File.Delete(Path.Combine(run, "MODEL.md"));

        var resumed = ToolkitProcess.Run("train", "--resume", run, "--epochs", "3");
        Assert.AreEqual(0, resumed.ExitCode, resumed.Errors);
        Assert.DoesNotContain("round 1", resumed.Output, "it searches once");
        AssertHasTable(run, errors);
    }

    [TestMethod]
    public void ASearchTriesTheWeightsThatAreHere()
    {
        var (_, output, errors) = DotnetProcess.Watch(
            "Toolkit.Cli.dll",
            (line, process) =>
            {
                if (line.StartsWith("resnet18_mlnet from resnet18.mlnet", StringComparison.Ordinal)) process.Kill();
            },
            "train", Photos, "--search", "0.001", "--rate", "0.002", "--size", "32", "--output", Folder.File("searched here"));
        StringAssert.Contains(output, "among resnet18.mlnet, resnet18.tinyimagenet");
        StringAssert.Contains(output, "left out: resnet18 (resnet18.tinyimagenet), images as they are: There was no time left for its features.");
        StringAssert.Contains(output, "chosen: resnet18_mlnet (resnet18.mlnet), images as they are at the rate 0.002");
        StringAssert.Contains(output, "resnet18_mlnet from resnet18.mlnet", errors);
    }

    [TestMethod]
    public void MistakesAreOneLine()
    {
        File.WriteAllText(Folder.File("columns.csv"), "file,class\na.png,b\n");
        File.WriteAllText(Folder.File("missing.csv"), "path,label\ngone.png,a\n");
        Directory.CreateDirectory(Folder.File("empty"));
        AssertFails("There is no folder and no file", "absent");
        AssertFails("has no column 'path'", "columns.csv");
        AssertFails("lists 1 file(s) that do not exist", "missing.csv");
        AssertFails("one folder per class", "empty");
        AssertFails("no network named \"resnet19\"", "photos", "--network", "resnet19");
        AssertFails("holds no run", "--resume", Folder.File("empty"));
        AssertFails("Say where the photographs are");
        AssertFails("leave --search or --resume out", "--search", "1", "--resume", Folder.File("empty"));
        AssertFails("--search and --from both say", "photos", "--search", "1", "--from", Folder.File("columns.csv"));
        AssertFails("give other --weights than none", "photos", "--search", "1", "--weights", "none");
        AssertFails("there are no frozen epochs", "photos", "--search", "1", "--frozen-epochs", "0", "--network", "resnet18", "--weights", "resnet18.mlnet");
        AssertFails("there are no frozen epochs", "photos", "--search", "1", "--recipe", "scratch");
        AssertFails("--metric says what --patience looks at", "photos", "--metric", "accuracy");
        AssertFails("with --weights none all are random", "photos", "--weights", "none", "--frozen-epochs", "1");
        AssertFails("cannot be 3", "photos", "--epochs", "2", "--frozen-epochs", "3");
        AssertFails("does not say which network it is of", "photos", "--weights", Folder.File("columns.csv"));
        AssertFails("there are no weights of mnist_cnn here", "photos", "--search", "1", "--network", "mnist_cnn");
    }

    private static void AssertHasTable(string run, string told)
    {
        foreach (var (file, heading) in new[] { ("report.html", "What was tried</h2>"), ("MODEL.md", "## What was tried") })
        {
            var text = File.ReadAllText(Path.Combine(run, file));
            StringAssert.Contains(text, heading);
            StringAssert.Contains(text, "4 random versions");
            StringAssert.Contains(text, "of 10 candidates.");
        }
        StringAssert.Contains(told, "round 4: 2 heads, 16 epochs each");
    }

    private static void AssertFails(string words, params string[] arguments)
    {
        var (exitCode, _, errors) = ToolkitProcess.Run(
            ["train", .. arguments.Select((argument, index) => index == 0 && argument[0] != '-' ? Folder.File(argument) : argument), "--output", Folder.File("never")]);
        Assert.AreEqual(1, exitCode, errors);
        StringAssert.Contains(errors, words);
        Assert.HasCount(1, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("error: ", StringComparison.Ordinal)).ToArray(), errors);
        Assert.IsFalse(Directory.Exists(Folder.File("never")));
    }

    private static (int ExitCode, string Output, string Errors) Train(string photos, params string[] more) => ToolkitProcess.Run(Arguments(photos, more));

    private static string[] Arguments(string photos, params string[] more) =>
        ["train", Folder.File(photos), "--network", "mnist_cnn", "--weights", "none", "--size", "28", "--frozen-epochs", "0", .. more];

    private static byte[] WeightsOf(string run)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(run, "model.zip"));
        using var stream = archive.Entries.Single(entry => entry.Name.EndsWith(".safetensors", StringComparison.Ordinal)).Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
