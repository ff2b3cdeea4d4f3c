using System.Text.RegularExpressions;
using Toolkit.Reporting;
using Toolkit.Training;

namespace Toolkit.UnitTests.Reporting;

/// <summary>What reports tell of settings and of the machine.</summary>
[TestClass]
public sealed partial class RunFactsTests
{
    [TestMethod]
    public void EveryOptionOfTheTrainingIsTold()
    {
        var settings = TrainingSettings.Of(new() { Epochs = 7, Optimizer = Optimizer.Sgd(momentum: 0.5), CheckpointPath = "secret/folder/run.ckpt" })
            .ToDictionary(setting => setting.Key, setting => setting.Value);
        CollectionAssert.AreEquivalent(typeof(FineTuningOptions).GetProperties().Select(option => option.Name).ToArray(), settings.Keys);
        Assert.AreEqual("7", settings["Epochs"]);
        Assert.AreEqual("2", settings["FrozenEpochs"]);
        Assert.AreEqual("run.ckpt", settings["CheckpointPath"]);
        StringAssert.Contains(settings["Optimizer"], "Momentum: 0.5");
        Assert.AreEqual("none", settings["Seed"]);
    }

    [TestMethod]
    public void TheEnvironmentHasProcessorAndVersionsButNoNameOfMachineOrUser()
    {
        var environment = RunEnvironment.Current();
        Assert.AreEqual(Environment.ProcessorCount, environment.Cores);
        Assert.IsGreaterThan(0, environment.Processor.Length);
        StringAssert.Contains(environment.Runtime, Environment.Version.ToString());
        Assert.AreEqual(typeof(RunEnvironment).Assembly.GetName().Version!.ToString(3), environment.Packages["Toolkit"]);
        foreach (var version in environment.Packages.Values) StringAssert.Matches(version, Version());
        Assert.DoesNotContain(Environment.MachineName, environment.ToString());
    }

    [GeneratedRegex(@"^\d+(\.\d+)+$")]
    private static partial Regex Version();
}
