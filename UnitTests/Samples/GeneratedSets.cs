using Toolkit.Data;
using Toolkit.Samples.Classics.Data;

namespace Toolkit.UnitTests.Samples;

/// <summary>Noise in the shapes of the data sets of the sample Classics: four images, of the first two classes.</summary>
internal sealed class GeneratedSets : IDataSets
{
    private const int Count = 4;

    public Sets Load(DataSet name) => new(Images(name, seed: 1), Images(name, seed: 2));

    /// <summary>Random pixels.</summary>
    public static InMemoryImages Images(DataSet name, int seed)
    {
        var (channels, side, classes) = name switch
        {
            DataSet.Cifar10 => (3, 32, 10),
            DataSet.Photographs => (3, 64, 2),
            _ => (1, 28, 10),
        };
        var pixels = new byte[Count * channels * side * side];
        new Random(seed).NextBytes(pixels);
        string[] names = [.. Enumerable.Range(0, classes).Select(label => $"class {label}")];
        return new InMemoryImages(channels, side, side, pixels, [.. Enumerable.Range(0, Count).Select(image => image % 2)], names);
    }
}
