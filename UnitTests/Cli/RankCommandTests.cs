using System.Text.Json;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Support;
using Toolkit.UnitTests.Training.Distributed;

namespace Toolkit.UnitTests.Cli;

/// <summary>The command under mpirun: the same files and figures as from one process.</summary>
[TestClass]
public sealed class RankCommandTests
{
    private static readonly TemporaryFolder Folder = new();

    private static readonly string Photos = Folder.File("photos");

    [ClassInitialize]
    public static void WritePhotos(TestContext _) => ToyImages.WriteFolder(Photos, 11, seed: 100, height: 28, width: 28);

    [ClassCleanup]
    public static void DeletePhotos() => Folder.Dispose();

    [TestMethod]
    public void TwoProcessesTrainOneModelAndOneGoesOn()
    {
        var (one, two) = (Folder.File("one"), Folder.File("two"));
        Assert.AreEqual(0, ToolkitProcess.Run(Arguments(one, batchSize: 8)).ExitCode);
        var (exitCode, output, errors) = MpiRun.Toolkit(2, [.. Arguments(two, batchSize: 4), "--rank-timeout", "0.5"]);
        Assert.AreEqual(0, exitCode, errors);
        Assert.AreEqual("", errors);
        Assert.HasCount(2, output.Split("2 processes train together, 4 images a step each, 8 in all"), "said once");
        Assert.HasCount(2, output.Split("report.html"), "written once");
        Assert.AreEqual(2, JsonDocument.Parse(File.ReadAllText(Path.Combine(two, "config.json"))).RootElement.GetProperty("ranks").GetInt32());
        StringAssert.Contains(File.ReadAllText(Path.Combine(two, "report.html")), "2 processes");
        CollectionAssert.AreEqual(Files(one), Files(two));

        var (weightsOfOne, weightsOfTwo) = (WeightsOf(one), WeightsOf(two));
        foreach (var (name, tensor) in weightsOfOne)
            foreach (var (mine, theirs) in tensor.ToSingles().Zip(weightsOfTwo[name].ToSingles())) Assert.AreEqual(mine, theirs, 1e-4f, name);

        var resumed = ToolkitProcess.Run("train", "--resume", two, "--epochs", "3");
        Assert.AreEqual(0, resumed.ExitCode, resumed.Errors);
        StringAssert.Contains(resumed.Output, "The run had 2 processes and goes on with 1 process: from its checkpoint, but not bit for bit");
        Assert.HasCount(1 + 3, File.ReadAllLines(Path.Combine(two, "history.csv")));
    }

    [TestMethod]
    public void AMistakeIsSaidOnce()
    {
        var (exitCode, _, errors) = MpiRun.Toolkit(3, "evaluate", Folder.File("nowhere.zip"), Photos);
        Assert.AreNotEqual(0, exitCode);
        Assert.HasCount(2, errors.Split($"error: rank 0 on host {Environment.MachineName}: "));
        Assert.DoesNotContain("error: rank 1", errors);
    }

    [TestMethod]
    public void FeaturesOfThreeProcessesAreThoseOfOne()
    {
        using var weights = new TinyWeights("mnist_cnn", 3);
        File.WriteAllText(Folder.File("bad.png"), "no image");
        string[] arguments = ["featurize", Photos, Folder.File("bad.png"), "--network", "mnist_cnn", "--weights", weights.Path, "--output"];
        ToolkitProcess.Run([.. arguments, Folder.File("one.csv")]);
        var (exitCode, output, errors) = MpiRun.Toolkit(3, [.. arguments, Folder.File("three.csv")]);
        Assert.AreNotEqual(0, exitCode);
        Assert.HasCount(2, errors.Split("bad.png"), errors);
        Assert.AreEqual(File.ReadAllText(Folder.File("one.csv")), File.ReadAllText(Folder.File("three.csv")));
        StringAssert.Contains(output, $"{3 * 11} images");
    }

    /// <summary>A folder that differs from host to host: here, from process to process.</summary>
    [TestMethod]
    public void HostsWithOtherImagesAreNamed()
    {
        using var weights = new TinyWeights("mnist_cnn", 3);
        var mine = Folder.File("mine");
        Directory.CreateDirectory(mine);
        for (var rank = 0; rank < 2; rank++) File.CreateSymbolicLink(Path.Combine(mine, $"{rank}"), Path.Combine(Photos, ToyImages.Classes[rank]));
        var command = $"exec dotnet '{Path.Combine(AppContext.BaseDirectory, "Toolkit.Cli.dll")}' featurize '{mine}'/$OMPI_COMM_WORLD_RANK "
            + $"--network mnist_cnn --weights '{weights.Path}' --output '{Folder.File("mine.csv")}'";
        var (exitCode, _, errors) = MpiRun.Wait(MpiRun.StartProgram(["-np", "2"], ["sh", "-c", command]));
        Assert.AreNotEqual(0, exitCode);
        StringAssert.Contains(errors, "Rank 1 has other images than rank 0.");
    }

    [TestMethod]
    [DataRow("classes")]
    [DataRow("labels")]
    [DataRow("numbers")]
    public void AnEvaluationByThreeProcessesIsThatOfOne(string task)
    {
        var (run, test) = (Folder.File($"run of {task}"), task == "classes" ? Photos : SceneTable.Write(Folder, $"test of {task}", 20, seed: 2));
        string[] training = task switch
        {
            "classes" => Arguments(run, batchSize: 8),
            "labels" => [.. Common(SceneTable.Write(Folder, "labels", 30, seed: 1), run)],
            _ => [.. Common(SceneTable.Write(Folder, "numbers", 30, seed: 1), run), "--targets", "height,side"],
        };
        var trained = ToolkitProcess.Run(training);
        Assert.AreEqual(0, trained.ExitCode, trained.Errors);

        string[] arguments = ["evaluate", Path.Combine(run, "model.zip"), test, "--json"];
        var one = ToolkitProcess.Run(arguments);
        var three = MpiRun.Toolkit(3, arguments);
        Assert.AreEqual(0, three.ExitCode, three.Errors);
        Assert.AreEqual(one.Output, three.Output);
    }

    private static string[] Arguments(string run, int batchSize) => [.. Common(Photos, run), "--batch-size", $"{batchSize}"];

    private static string[] Common(string photos, string run) =>
        ["train", photos, "--network", "mnist_cnn", "--weights", "none", "--size", "28", "--epochs", "2", "--frozen-epochs", "0", "--output", run];

    private static string[] Files(string folder) => [.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    private static StateDict WeightsOf(string run)
    {
        var checkpoint = Safetensors.Read(Path.Combine(run, "checkpoint.safetensors"));
        var weights = new StateDict();
        foreach (var (name, tensor) in checkpoint.Where(entry => entry.Key.StartsWith("best/", StringComparison.Ordinal))) weights.Add(name, tensor);
        return weights;
    }
}
