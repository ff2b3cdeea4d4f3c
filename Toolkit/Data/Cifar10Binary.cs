namespace Toolkit.Data;

/// <summary>
/// Reads the binary version of CIFAR-10 as its home publishes it: <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c> and
/// <c>test_batch.bin</c>, each a row of records of one label byte and 3×32×32 pixels (https://www.cs.toronto.edu/~kriz/cifar.html).
/// </summary>
public static class Cifar10Binary
{
    private const int ImageLength = 3 * Cifar10.Size * Cifar10.Size;
    private const int RecordLength = 1 + ImageLength;

    /// <summary>Whether the folder holds all six files.</summary>
    /// <param name="folder">Any path.</param>
    public static bool IsIn(string folder) => Files(training: true).Concat(Files(training: false)).All(file => File.Exists(Path.Combine(folder, file)));

    /// <summary>Reads the 50,000 training or the 10,000 test images into memory.</summary>
    /// <param name="folder">The folder with the files.</param>
    /// <param name="training">Which of the two sets.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is no row of whole records, or a label is above 9.</exception>
    public static InMemoryImages Load(string folder, bool training)
    {
        byte[][] files = [.. Files(training).Select(file => ReadRecords(Path.Combine(folder, file)))];
        var count = files.Sum(file => file.Length) / RecordLength;
        var (pixels, labels, image) = (new byte[count * ImageLength], new int[count], 0);
        foreach (var records in files)
        {
            for (var start = 0; start < records.Length; start += RecordLength, image++)
            {
                labels[image] = records[start];
                records.AsSpan(start + 1, ImageLength).CopyTo(pixels.AsSpan(image * ImageLength));
            }
        }

        return new InMemoryImages(3, Cifar10.Size, Cifar10.Size, pixels, labels, Cifar10.ClassNames);
    }

    private static IEnumerable<string> Files(bool training) =>
        training ? Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin") : ["test_batch.bin"];

    private static byte[] ReadRecords(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file {path}: CIFAR-10's binary version has six .bin files.", path);
        var records = File.ReadAllBytes(path);
        if (records.Length == 0 || records.Length % RecordLength != 0)
        {
            throw new InvalidDataException(
                $"{path} has {records.Length} bytes, which is no whole number of records of {RecordLength} bytes. Download it again.");
        }

        for (var start = 0; start < records.Length; start += RecordLength)
            if (records[start] >= Cifar10.ClassNames.Count) throw new InvalidDataException($"{path} has the label {records[start]}, and 9 is the highest. Download it again.");
        return records;
    }
}
