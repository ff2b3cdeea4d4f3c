using System.Text.Json;
using Toolkit.UnitTests.Estimators.Persistence;
using Toolkit.UnitTests.LibTorch;
using Toolkit.UnitTests.Networks;
using Toolkit.UnitTests.Training.Distributed;

namespace Toolkit.UnitTests.Support;

/// <summary>What tests run in processes of their own: <c>dotnet UnitTests.dll sum 10 1000</c>. Nothing else uses the assembly's entry point.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["train", var training]: return RankProgram.Train(JsonSerializer.Deserialize<RankTraining>(training)!);
            case ["sum", var steps, var count]: RankProgram.Sum(int.Parse(steps), int.Parse(count)); return 0;
            case ["average", var steps, var architecture]: RankProgram.Average(int.Parse(steps), architecture); return 0;
            case ["load", var path]: return DamagedModelTests.LoadInAProcessOfItsOwn(path);
            case ["weights"]: return InitialWeightsTests.CompareTheFirstTwo();
            case ["reuse"]: Console.WriteLine(MemoryReuseTests.PageFaultsOfLargeBlocks()); return 0;
            default: throw new ArgumentException($"Not known: {string.Join(' ', arguments)}");
        }
    }
}
