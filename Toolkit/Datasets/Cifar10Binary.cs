using Toolkit.Data;

namespace Toolkit.Datasets;

/// <summary>
/// Reads the binary version of CIFAR-10 as its home publishes it: <c>cifar-10-binary.tar.gz</c>, or its files <c>data_batch_1.bin</c> to
/// <c>data_batch_5.bin</c> and <c>test_batch.bin</c>, each a sequence of records of one label byte and 3×32×32 pixels
/// (https://www.cs.toronto.edu/~kriz/cifar.html).
/// </summary>
public static class Cifar10Binary
{
    /// <summary>Whether a folder holds all six files or the archive, or the path is a file.</summary>
    /// <param name="path">Any path.</param>
    public static bool IsIn(string path) => CifarFiles.AreIn(CifarLayout.Cifar10, path);

    /// <summary>Reads the 50,000 training or the 10,000 test images into memory.</summary>
    /// <param name="path">The folder with the files or with the archive, or the archive (.tar.gz or .tar).</param>
    /// <param name="training">Which of the two sets.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">
    /// The archive is damaged, a file is no sequence of whole records, or a label is above 9.
    /// </exception>
    public static InMemoryImages Load(string path, bool training) =>
        CifarRecords.Read(CifarFiles.Read(CifarLayout.Cifar10, path, training), CifarLayout.Cifar10.LabelBytes, 0, Cifar10.ClassNames);
}
