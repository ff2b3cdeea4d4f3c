using Toolkit.Scoring;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Scoring;

[TestClass]
public sealed class ProcessorCoresTests
{
    [TestMethod]
    [DataRow(2, "0", "1")]
    [DataRow(2, "0-1", "0-1", "2-3", "2-3")]
    [DataRow(2, "0,2", "1,3", "0,2", "1,3")]
    public void SiblingsAreOneCore(int cores, params string[] siblings)
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < siblings.Length; i++)
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(folder.File($"cpu{i}/topology")).FullName, "thread_siblings_list"), siblings[i]);
        Directory.CreateDirectory(folder.File("cpufreq"));
        Assert.AreEqual(cores, ProcessorCores.Count(folder.Path));
    }

    [TestMethod]
    public void ASystemThatDoesNotSayIsLeftToTheRuntime()
    {
        using var folder = new TemporaryFolder();
        Assert.IsNull(ProcessorCores.Count(folder.Path));
        Assert.IsNull(ProcessorCores.Count(folder.File("absent")));
    }

    [TestMethod]
    public void NoMoreThanTheProcessMayUse()
    {
        if (!OperatingSystem.IsLinux()) Assert.Inconclusive("Only Linux says.");
        Assert.IsTrue(ProcessorCores.Usable is null || (ProcessorCores.Usable >= 1 && ProcessorCores.Usable <= Environment.ProcessorCount));
    }
}
