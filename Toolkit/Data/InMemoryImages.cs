using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>
/// Images of one shape, kept decoded in memory: one contiguous block of bytes, <c>Count×C×H×W</c>. Reading is a copy.
/// </summary>
public sealed class InMemoryImages : IImageDataset
{
    private readonly byte[] pixels;
    private readonly int[] labels;
    private readonly IReadOnlyList<string>? names;
    private readonly IReadOnlyList<float>? weights;

    /// <summary>Takes over pixels and labels that are in memory already.</summary>
    /// <param name="channels">1 or 3.</param>
    /// <param name="height">At least 1, in pixels.</param>
    /// <param name="width">At least 1, in pixels.</param>
    /// <param name="pixels">All images one after the other, each in planar order; not copied.</param>
    /// <param name="labels">One label per image, 0 to <c>classNames.Count - 1</c>; not copied.</param>
    /// <param name="classNames">At least one.</param>
    /// <param name="names">What messages call the images, one each; null: their numbers.</param>
    /// <param name="weights">How much the images count in training, one each; null: all the same.</param>
    /// <exception cref="ArgumentException">The sizes do not fit one another, or a label has no class name.</exception>
    public InMemoryImages(
        int channels, int height, int width, byte[] pixels, int[] labels,
        IReadOnlyList<string> classNames, IReadOnlyList<string>? names = null, IReadOnlyList<float>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classNames);
        Channels = TransformChecks.ChannelCount(channels);
        Height = TransformChecks.Size(height, nameof(height));
        Width = TransformChecks.Size(width, nameof(width));
        (this.pixels, this.labels, this.names, this.weights, ClassNames) = (pixels, labels, names, weights, classNames);
        CheckSizes();
        LabelChecks.InRange(labels, classNames);
    }

    /// <inheritdoc/>
    public int Count => labels.Length;

    /// <summary>1 (grey) or 3 (red, green, blue).</summary>
    public int Channels { get; }

    /// <summary>Height of every image in pixels.</summary>
    public int Height { get; }

    /// <summary>Width of every image in pixels.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The labels of all images.</summary>
    public ReadOnlySpan<int> Labels => labels;

    /// <summary>True.</summary>
    public bool IsDecoded => true;

    private int ImageSize => Channels * Height * Width;

    /// <summary>
    /// Reads all images of a data set into memory, each after the same transforms, on several threads.
    /// </summary>
    /// <param name="source">The images, of any sizes.</param>
    /// <param name="transforms">Applied to every image; not random; afterwards all images must have one shape. Null: none.</param>
    /// <param name="threads">1 or more; null: one per processor.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="ArgumentException">
    /// A transform is random, an image has another shape than the first one, or they do not fit one array (2 GB).
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static InMemoryImages Load(
        IImageDataset source, IReadOnlyList<IImageTransform>? transforms = null, int? threads = null,
        CancellationToken cancellation = default) =>
        ImagesIntoMemory.Load(source, transforms ?? [], threads ?? Environment.ProcessorCount, cancellation);

    /// <inheritdoc/>
    public int LabelOf(int index) => labels[index];

    /// <inheritdoc/>
    public float WeightOf(int index) => weights is null ? 1 : weights[index];

    /// <inheritdoc/>
    public string NameOf(int index) => names is null ? $"image {index}" : names[index];

    /// <summary>The pixels of one image in planar order, without a copy.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<byte> PixelsOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return pixels.AsSpan(index * ImageSize, ImageSize);
    }

    /// <inheritdoc/>
    public void Read(int index, ImageBuffer image)
    {
        var source = PixelsOf(index);
        image.Reshape(Channels, Height, Width);
        source.CopyTo(image.Pixels);
    }

    private void CheckSizes()
    {
        if (pixels.LongLength != (long)Count * ImageSize)
        {
            throw new ArgumentException(
                $"{Count} images of {Channels}×{Height}×{Width} need {(long)Count * ImageSize} bytes, " +
                $"but {pixels.LongLength} were given.");
        }
        if (names is not null && names.Count != Count)
            throw new ArgumentException($"There are {Count} labels but {names.Count} names.", nameof(names));
        if (weights is not null && weights.Count != Count)
            throw new ArgumentException($"There are {Count} labels but {weights.Count} weights.", nameof(weights));
    }
}
