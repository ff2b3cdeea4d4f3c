using Toolkit.Images;

namespace Toolkit.Samples.Classics.Data;

/// <summary>Puts the pixels of every image into the same other order: neighbours no longer lie side by side, but nothing is lost.</summary>
/// <param name="pixels">Pixels of an image.</param>
/// <param name="seed">Decides the order.</param>
internal sealed class PixelPermutation(int pixels, int seed) : IImageTransform
{
    private readonly int[] sources = Shuffled(pixels, seed);

    public bool IsRandom => false;

    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random)
    {
        destination.Reshape(source.Channels, source.Height, source.Width);
        for (var channel = 0; channel < source.Channels; channel++)
        {
            var from = source.Plane(channel);
            var to = destination.Plane(channel);
            for (var i = 0; i < sources.Length; i++) to[i] = from[sources[i]];
        }
    }

    private static int[] Shuffled(int count, int seed)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        new Random(seed).Shuffle(order);
        return order;
    }
}
