using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>Some images of another data set, in an order of their own. A view: no pixels are copied.</summary>
public sealed class ImageSubset : IImageDataset
{
    private readonly int[] indices;

    /// <summary>Chooses the images.</summary>
    /// <param name="source">The whole.</param>
    /// <param name="indices">Which images of <paramref name="source"/>, in this order.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the source.</exception>
    public ImageSubset(IImageDataset source, IEnumerable<int> indices)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(indices);
        Source = source;
        this.indices = [.. indices];
        foreach (var index in this.indices)
        {
            if ((uint)index >= (uint)source.Count)
                throw new ArgumentOutOfRangeException(
                    nameof(indices), index, $"The data set has {source.Count} images, so indices go from 0 to {source.Count - 1}.");
        }
    }

    /// <summary>The data set that the images are from.</summary>
    public IImageDataset Source { get; }

    /// <summary>The chosen images, as indices into <see cref="Source"/>.</summary>
    public IReadOnlyList<int> Indices => indices;

    /// <inheritdoc/>
    public int Count => indices.Length;

    /// <inheritdoc/>
    public LearningTask Task => Source.Task;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => Source.ClassNames;

    /// <inheritdoc/>
    public bool IsDecoded => Source.IsDecoded;

    /// <inheritdoc/>
    public int LabelOf(int index) => Source.LabelOf(indices[index]);

    /// <inheritdoc/>
    public ReadOnlySpan<float> TargetsOf(int index) => Source.TargetsOf(indices[index]);

    /// <inheritdoc/>
    public float WeightOf(int index) => Source.WeightOf(indices[index]);

    /// <inheritdoc/>
    public string NameOf(int index) => Source.NameOf(indices[index]);

    /// <inheritdoc/>
    public void Read(int index, ImageBuffer image) => Source.Read(indices[index], image);

    /// <inheritdoc/>
    public ulong ContentHashOf(int index) => Source.ContentHashOf(indices[index]);
}
