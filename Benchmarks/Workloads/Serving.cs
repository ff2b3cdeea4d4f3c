using System.Globalization;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>Our side of the conversation: "ready", then for each "run" a line with images and seconds.</summary>
internal static class Serving
{
    public static void Run(string name, WorkloadOptions options)
    {
        var workload = WorkloadCatalog.Create(name, options);
        Console.WriteLine("ready");
        while (Console.ReadLine() == "run")
        {
            var (images, seconds) = workload.Run();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{images} {seconds:R}"));
        }
    }
}
