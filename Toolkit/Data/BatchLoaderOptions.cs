namespace Toolkit.Data;

/// <summary>How a <see cref="BatchLoader"/> works.</summary>
public sealed record BatchLoaderOptions
{
    /// <summary>Images per batch: 1 or more, 64 by default.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Threads that read and transform images: 1 or more, one per processor by default. The batches do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Batches that are kept ready ahead of the one in use: 1 or more, 2 by default.</summary>
    public int ReadAhead { get; init; } = 2;

    /// <summary>Where all random numbers come from, order and augmentation; 0 by default.</summary>
    public long Seed { get; init; }

    /// <summary>Whether every epoch has another random order; false by default: the order of the data set.</summary>
    public bool Shuffle { get; init; }

    /// <summary>
    /// Whether the images that do not fill a last whole batch are left out; false by default. With it, the data set must
    /// hold at least one whole batch.
    /// </summary>
    public bool DropLast { get; init; }

    /// <summary>Which part of the images, in the order of the pass, this process loads; all by default.</summary>
    internal Shard Shard { get; init; } = Shard.Whole;

    internal BatchLoaderOptions Check()
    {
        AtLeastOne(BatchSize, nameof(BatchSize));
        AtLeastOne(Threads, nameof(Threads));
        AtLeastOne(ReadAhead, nameof(ReadAhead));
        return this;
    }

    private static void AtLeastOne(int value, string option)
    {
        if (value < 1) throw new ArgumentOutOfRangeException(option, value, $"{option} must be 1 or more.");
    }
}
