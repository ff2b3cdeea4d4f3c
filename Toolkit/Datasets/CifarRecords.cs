using Toolkit.Data;

namespace Toolkit.Datasets;

/// <summary>Takes images and labels out of sequences of records: label bytes, then 3×32×32 pixels.</summary>
internal static class CifarRecords
{
    public const int ImageLength = 3 * Cifar10.Size * Cifar10.Size;

    /// <param name="files">The files, in order.</param>
    /// <param name="labelBytes">Number of labels before each image.</param>
    /// <param name="label">Which of them to take, from 0.</param>
    /// <param name="classNames">Names of that label's classes.</param>
    /// <exception cref="InvalidDataException">A file is no sequence of whole records, or a label is too high.</exception>
    public static InMemoryImages Read(IReadOnlyList<CifarFile> files, int labelBytes, int label, IReadOnlyList<string> classNames)
    {
        var recordLength = labelBytes + ImageLength;
        foreach (var file in files) CheckLength(file, recordLength);
        var count = files.Sum(file => file.Content.Length / recordLength);
        var (pixels, labels, image) = (new byte[count * ImageLength], new int[count], 0);
        foreach (var file in files)
        {
            for (var start = 0; start < file.Content.Length; start += recordLength, image++)
            {
                labels[image] = Label(file, start + label, classNames);
                file.Content.AsSpan(start + labelBytes, ImageLength).CopyTo(pixels.AsSpan(image * ImageLength));
            }
        }

        return new InMemoryImages(3, Cifar10.Size, Cifar10.Size, pixels, labels, classNames);
    }

    private static void CheckLength(CifarFile file, int recordLength)
    {
        if (file.Content.Length > 0 && file.Content.Length % recordLength == 0) return;
        throw new InvalidDataException(
            $"{file.Name} has {file.Content.Length} bytes, which is no whole number of records of {recordLength} bytes. " +
            "Download it again.");
    }

    private static int Label(CifarFile file, int position, IReadOnlyList<string> classNames) =>
        file.Content[position] < classNames.Count
            ? file.Content[position]
            : throw new InvalidDataException(
                $"{file.Name} has the label {file.Content[position]} at byte {position}, and {classNames.Count - 1} is the highest. " +
                "Download it again.");
}
