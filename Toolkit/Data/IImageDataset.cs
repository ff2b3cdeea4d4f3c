using System.IO.Hashing;
using System.Runtime.InteropServices;
using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>
/// Labelled images that can be read in any order and from several threads at once.
/// </summary>
public interface IImageDataset
{
    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>What a network is to say of the images. Classification unless a data set says otherwise.</summary>
    LearningTask Task => LearningTask.Classification;

    /// <summary>
    /// The classes in the order of their labels; a label is an index into this list. In other tasks, the names of the labels or numbers in the order of
    /// the targets.
    /// </summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>Whether the images are kept decoded, so that nobody else needs to keep them; false unless a data set says otherwise.</summary>
    bool IsDecoded => false;

    /// <summary>Label of an image, 0 to <c>ClassNames.Count - 1</c>; it means nothing in tasks other than classification.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    int LabelOf(int index);

    /// <summary>
    /// What is true of an image in tasks other than classification, one value for each of <see cref="ClassNames"/>: 1 or 0 for a label that it has or has
    /// not, or a finite number. Empty, as it is unless a data set says otherwise: the label counts.
    /// </summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    ReadOnlySpan<float> TargetsOf(int index) => [];

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

    /// <summary>
    /// A hash of what the image shows, by which a checkpoint knows that a training run goes on with the same images. Of shape and pixels
    /// unless a data set has something at hand that is read faster, such as the bytes of a file. Safe to call from several threads.
    /// </summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    ulong ContentHashOf(int index)
    {
        var image = new ImageBuffer();
        Read(index, image);
        return HashOf(image);
    }

    /// <summary>A hash of shape and pixels.</summary>
    static ulong HashOf(ImageBuffer image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var hash = new XxHash3();
        hash.Append(MemoryMarshal.AsBytes<int>([image.Channels, image.Height, image.Width]));
        hash.Append(image.Pixels);
        return hash.GetCurrentHashAsUInt64();
    }
}
