using Toolkit.Data;

namespace Toolkit.Datasets;

/// <summary>
/// Reads the binary version of CIFAR-100 as its home publishes it: <c>cifar-100-binary.tar.gz</c>, or its files <c>train.bin</c> and
/// <c>test.bin</c>, each a sequence of records of a coarse label, a fine label and 3×32×32 pixels
/// (https://www.cs.toronto.edu/~kriz/cifar.html).
/// </summary>
public static class Cifar100Binary
{
    /// <summary>Whether a folder holds both files or the archive, or the path is a file.</summary>
    /// <param name="path">Any path.</param>
    public static bool IsIn(string path) => CifarFiles.AreIn(CifarLayout.Cifar100, path);

    /// <summary>Reads the 50,000 training or the 10,000 test images into memory.</summary>
    /// <param name="path">The folder with the files or with the archive, or the archive (.tar.gz or .tar).</param>
    /// <param name="training">Which of the two sets.</param>
    /// <param name="labels">The 100 classes, by default, or their 20 superclasses.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">
    /// The archive is damaged, a file is no sequence of whole records, or a label is above 99 (coarse: 19).
    /// </exception>
    public static InMemoryImages Load(string path, bool training, Cifar100Labels labels = Cifar100Labels.Fine)
    {
        var classNames = Cifar100.ClassNames(labels);
        var label = labels == Cifar100Labels.Coarse ? 0 : 1;
        return CifarRecords.Read(CifarFiles.Read(CifarLayout.Cifar100, path, training), CifarLayout.Cifar100.LabelBytes, label, classNames);
    }
}
