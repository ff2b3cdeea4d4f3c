using Microsoft.VisualStudio.TestTools.UnitTesting;
using Toolkit.Networks;

namespace Toolkit.UnitTests.Networks;

[TestClass]
public sealed class TorchLibraryTests
{
    [TestMethod]
    public async Task LibtorchIsThereOnceLoadAsyncHasEnded()
    {
        await TorchLibrary.LoadAsync();
        if (!OperatingSystem.IsLinux()) return;
        Assert.Contains("libtorch_cpu", await File.ReadAllTextAsync("/proc/self/maps"));
    }
}
