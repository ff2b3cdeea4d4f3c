using Toolkit.Data;

namespace Toolkit.UnitTests.Training;

/// <summary>Noise with one colour stronger than the others: red, green or blue, which is the class. Easy, but not at once.</summary>
internal static class TintedImages
{
    public static InMemoryImages Create(int count, int size = 8, int classes = 3, int seed = 1, int tint = 60)
    {
        var random = new Random(seed);
        var pixels = new byte[count * 3 * size * size];
        random.NextBytes(pixels);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % classes)];
        for (var image = 0; image < count; image++) Tint(pixels.AsSpan((image * 3 + labels[image]) * size * size, size * size), tint);
        return new InMemoryImages(3, size, size, pixels, labels, [.. new[] { "red", "green", "blue" }.Take(classes)]);
    }

    private static void Tint(Span<byte> plane, int tint)
    {
        foreach (ref var value in plane) value = (byte)Math.Min(255, value + tint);
    }
}
