namespace Toolkit.Benchmarks.Workloads;

/// <summary>What stands for prepared images where their content does not matter.</summary>
internal static class RandomPixels
{
    /// <summary>Values from -2 to 2, the same in every run.</summary>
    public static float[] Create(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 4 - 2)];
    }
}
