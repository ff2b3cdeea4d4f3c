using System.Diagnostics;
using System.Globalization;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Networks;

[TestClass]
public sealed class ProcessorCoresTests
{
    [TestMethod]
    public void NetworksComputeOnAllCoresUnlessTheEnvironmentSaysOtherwise()
    {
        var setting = Environment.GetEnvironmentVariable("OMP_NUM_THREADS");
        var expected = string.IsNullOrEmpty(setting) ? CoresByLscpu() : int.Parse(setting, CultureInfo.InvariantCulture);
        var threads = 0;
        // libtorch keeps the number for each thread from that thread's first use on.
        var thread = new Thread(() =>
        {
            using var network = NetworkCatalog.Create("lenet", 10);
            threads = get_num_threads();
        });
        thread.Start();
        thread.Join();

        Assert.AreEqual(expected, threads);
    }

    private static int CoresByLscpu()
    {
        using var lscpu = Process.Start(new ProcessStartInfo("lscpu", ["--parse=Core,Socket"]) { RedirectStandardOutput = true })!;
        var lines = lscpu.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Where(line => !line.StartsWith('#')).Distinct().Count();
    }
}
