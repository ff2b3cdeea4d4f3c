using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Cli;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Pretrained;

/// <summary>Of a checkpoint with trained weights and an average of them one is read, and the reader says which; a key chooses the other.</summary>
[TestClass]
public sealed class CheckpointChoiceTests
{
    private const int Trained = 1, Average = 2;

    private static TemporaryFolder folder = null!;

    [ClassInitialize]
    public static void WriteCheckpoints(TestContext _)
    {
        folder = new TemporaryFolder();
        Python.Run("Pretrained/checkpoint_choices.py", folder.Path);
    }

    [ClassCleanup]
    public static void DeleteCheckpoints() => folder.Dispose();

    [TestMethod]
    [DataRow("torchvision", "model", "model_ema")]
    [DataRow("average_first", "model", "model_ema")]
    [DataRow("timm", "state_dict", "state_dict_ema")]
    [DataRow("ema_state_dict", "model_state_dict", "ema_state_dict")]
    [DataRow("dino", "student", "teacher")]
    [DataRow("basicsr", "params", "params_ema")]
    [DataRow("nested", "model/state_dict", "model/ema/shadow")]
    [DataRow("beside", "", "ema")]
    public void TheTrainedWeightsAreReadAndTheAverageOnRequest(string name, string key, string average)
    {
        var weights = Read(name);
        AssertFilled(Trained, weights);
        Assert.AreEqual(key, weights.Source!.Key);
        CollectionAssert.AreEqual(new[] { average }, weights.Source.OtherKeys.ToArray());
        StringAssert.Contains(weights.Source.ToString(), $"other weights under '{average}'");

        weights = Read(name, average);
        AssertFilled(Average, weights);
        Assert.AreEqual(average, weights.Source!.Key);
        if (key != "") AssertFilled(Trained, Read(name, key));
    }

    [TestMethod]
    public void AnAverageAloneIsRead()
    {
        var weights = Read("average_only");
        AssertFilled(Average, weights);
        Assert.AreEqual("from 'model_ema'", weights.Source!.ToString());
    }

    [TestMethod]
    public void AKeyOfOnesOwnCanBeNamed()
    {
        StringAssert.Contains(Refused("own_key").Message, "Its keys are 'my_network', 'epoch'");
        AssertFilled(Trained, Read("own_key", "my_network"));
    }

    [TestMethod]
    public void AWrongKeyIsAnErrorThatNamesTheRightOnes()
    {
        foreach (var key in new[] { "absent", "model/absent", "epoch", "optimizer" })
        {
            var message = Refused("torchvision", key).Message;
            StringAssert.Contains(message, $"no state dict under the key '{key}'");
            StringAssert.Contains(message, "'model', 'model_ema'");
        }
        Safetensors.Write(folder.File("plain.pth"), new() { ["a"] = TensorData.FromSingles([1f], 1) });
        StringAssert.Contains(Refused("plain", "model").Message, "LoadOptions.Prefix");
    }

    [TestMethod]
    public void AReportSaysWhichWeightsWereLoaded()
    {
        using var folder = new TemporaryFolder();
        const string code = "import sys, torch; w = dict(torch.load(sys.argv[1])); torch.save({'model': w, 'model_ema': {k: 2 * v for k, v in w.items()}}, sys.argv[2])";
        using var network = Toolkit.Networks.NetworkCatalog.Create("mnist_cnn", 3, new() { Seed = 1 });
        Python.RunCode(code, SharedFiles.Require("cases/weights/orig_mod.pth"), folder.File("both.pth"));
        var expected = CheckpointReader.Read(SharedFiles.Require("cases/weights/reference.safetensors"));

        var report = Weights.File(folder.File("both.pth")).LoadInto(network);
        Assert.AreEqual("model", report.Source!.Key);
        StringAssert.Contains(report.ToString(), "8 tensors loaded (from 'model'; the file has other weights under 'model_ema'");
        CollectionAssert.AreEqual(expected["features.0.bias"].ToSingles(), StateDictLoader.Capture(network)["features.0.bias"].ToSingles());

        Weights.File(folder.File("both.pth"), "model_ema").LoadInto(network);
        CollectionAssert.AreEqual(expected["features.0.bias"].ToSingles().Select(x => 2 * x).ToArray(), StateDictLoader.Capture(network)["features.0.bias"].ToSingles());
    }

    [TestMethod]
    public void TheCommandSaysWhatItTookAndTakesAKey()
    {
        var target = folder.File("converted.safetensors");
        var (exitCode, output, errors) = ToolkitProcess.Run("convert", folder.File("torchvision.pth"), target);
        Assert.AreEqual(0, exitCode, errors);
        StringAssert.Contains(output, "from 'model'; the file has other weights under 'model_ema'");
        AssertFilled(Trained, Safetensors.Read(target));
        (exitCode, _, errors) = ToolkitProcess.Run("convert", folder.File("torchvision.pth"), target, "--key", "model_ema");
        Assert.AreEqual(0, exitCode, errors);
        AssertFilled(Average, Safetensors.Read(target));
    }

    [TestMethod]
    public void AWholeNetworkIsRefusedWithWhatToDo()
    {
        var message = Refused("whole").Message;
        StringAssert.Contains(message, "DataParallel', which is refused");
        StringAssert.Contains(message, "torch.save(torch.load(path).state_dict(), new_path)");
    }

    private static StateDict Read(string name, string? key = null) => CheckpointReader.Read(folder.File($"{name}.pth"), key);

    private static WeightsException Refused(string name, string? key = null) => Assert.ThrowsExactly<WeightsException>(() => Read(name, key));

    private static void AssertFilled(int value, StateDict weights)
    {
        var layers = weights.Where(entry => entry.Key != "n_averaged").ToList();
        Assert.HasCount(7, layers);
        foreach (var (name, tensor) in layers) Assert.IsTrue(tensor.ToSingles().All(x => x == value), name);
    }
}
