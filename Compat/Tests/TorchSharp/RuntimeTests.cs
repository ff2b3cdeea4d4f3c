using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Compat.Tests.TorchSharp;

[TestClass]
public sealed class RuntimeTests
{
    [TestMethod]
    public void CudaIsAvailableWhereThereIsADevice()
    {
        Assert.AreEqual(cuda.device_count() > 0, cuda.is_available());
        cuda.manual_seed(1);
        cuda.manual_seed_all(1);
    }

    [TestMethod]
    public void AMissingDeviceIsAnError()
    {
        if (cuda.is_available()) Assert.Inconclusive("There is a CUDA device here.");
        Assert.Throws<ExternalException>(() => ones(1).cuda());
        Assert.Throws<ExternalException>(() => cuda.synchronize());
    }

    [TestMethod]
    public void DevicesAreWrittenAsInPyTorch()
    {
        Assert.AreEqual("cpu", CPU.ToString());
        Assert.AreEqual((DeviceType.CUDA, 1), (new Device("cuda:1").type, new Device("cuda:1").index));
        Assert.AreEqual("cuda:0", new Device("cuda").ToString());
        Assert.Throws<ArgumentException>(() => new Device("gpu"));
        Assert.Throws<ArgumentException>(() => new Device("cuda:x"));
    }

    [TestMethod]
    public void ThereIsAtLeastOneThread() => Assert.IsGreaterThanOrEqualTo(1, get_num_threads());
}
