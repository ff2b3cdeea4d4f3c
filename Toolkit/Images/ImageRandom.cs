namespace Toolkit.Images;

/// <summary>
/// Random numbers for one image in one epoch. They depend on the seed, the epoch and the image's index and on nothing
/// else, so that augmentation is the same whichever thread handles the image (SplitMix64, Steele et al. 2014).
/// </summary>
/// <remarks>A mutable struct: pass it by <c>ref</c>, or the same numbers are drawn again.</remarks>
public struct ImageRandom
{
    private ulong state;

    /// <summary>Starts the sequence that belongs to a seed, an epoch and an image.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="epoch">Number of the pass over the data; any number.</param>
    /// <param name="index">Index of the image in its data set; any number.</param>
    public ImageRandom(long seed, int epoch, int index)
    {
        state = Mix((ulong)seed + Golden);
        state = Mix(state ^ ((ulong)(uint)epoch + Golden));
        state = Mix(state ^ ((ulong)(uint)index + Golden));
    }

    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        state += Golden;
        return Mix(state);
    }

    /// <summary>A number from 0 (included) to 1 (excluded).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number between <paramref name="low"/> and <paramref name="high"/>, evenly distributed.</summary>
    public double NextDouble(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>A whole number from 0 to <paramref name="count"/> - 1.</summary>
    /// <param name="count">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public int NextInt(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return (int)Math.BigMul(NextUInt64(), (ulong)count, out _);
    }

    /// <summary>Puts the elements into a random order; each order is equally likely (Fisher-Yates).</summary>
    public void Shuffle<T>(Span<T> elements)
    {
        for (var last = elements.Length - 1; last > 0; last--)
        {
            var other = NextInt(last + 1);
            (elements[last], elements[other]) = (elements[other], elements[last]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
