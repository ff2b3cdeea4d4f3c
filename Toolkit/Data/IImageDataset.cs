using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>
/// Labelled images that can be read in any order and from several threads at once.
/// </summary>
public interface IImageDataset
{
    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>The classes in the order of their labels; a label is an index into this list.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>Whether the images are kept decoded, so that nobody else needs to keep them; false unless a data set says otherwise.</summary>
    bool IsDecoded => false;

    /// <summary>Label of an image, 0 to <c>ClassNames.Count - 1</c>.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    int LabelOf(int index);

    /// <summary>How much the image counts in training, beside the others: at least 0; 1 unless a data set says otherwise.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    float WeightOf(int index) => 1;

    /// <summary>What a message calls the image: its path, or its number where it has none.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    string NameOf(int index);

    /// <summary>
    /// Reads an image into <paramref name="image"/>, whatever that held before. Safe to call from several threads with different
    /// buffers.
    /// </summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <param name="image">Receives shape and pixels.</param>
    void Read(int index, ImageBuffer image);
}
