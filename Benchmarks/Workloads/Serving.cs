using System.Globalization;
using Toolkit.Benchmarks.Peers;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>A process's side of the conversation: "ready", then for each "run" a line with images and seconds.</summary>
internal static class Serving
{
    /// <exception cref="ArgumentException">There is no such workload.</exception>
    public static void Run(string name, WorkloadOptions options)
    {
        var isPeer = PeerCatalog.Factories.TryGetValue(name, out var create);
        if (!isPeer && !WorkloadCatalog.Factories.TryGetValue(name, out create))
            throw new ArgumentException(
                $"There is no workload '{name}'. Choose one of {string.Join(", ", WorkloadCatalog.Factories.Keys.Concat(PeerCatalog.Factories.Keys))}.");
        var workload = create!(options);
        Console.WriteLine("ready");
        while (Console.ReadLine() == "run")
        {
            var (images, seconds) = workload.Run();
            if (isPeer) PeerCatalog.CheckAlone();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{images} {seconds:R}"));
        }
    }
}
