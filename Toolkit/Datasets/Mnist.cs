using Toolkit.Data;

namespace Toolkit.Datasets;

/// <summary>MNIST: 60,000 training and 10,000 test images of handwritten digits, 28×28, grey, ten classes (LeCun et al. 1998).</summary>
public static class Mnist
{
    /// <summary>The classes in the order of their labels: "0" to "9".</summary>
    public static IReadOnlyList<string> ClassNames { get; } = [.. Enumerable.Range(0, 10).Select(digit => digit.ToString())];

    /// <summary>Mean of the training pixels, scaled to 0 … 1.</summary>
    public const float Mean = 0.1307f;

    /// <summary>Standard deviation of the training pixels, scaled to 0 … 1.</summary>
    public const float Std = 0.3081f;

    /// <summary>Whether a folder holds all four files.</summary>
    /// <param name="folder">Any path.</param>
    public static bool IsIn(string folder) => MnistFiles.AreIn(folder);

    /// <summary>Reads the training or the test images.</summary>
    /// <param name="folder">Where the idx files lie, such as <c>train-images-idx3-ubyte</c>, compressed (.gz) or not.</param>
    /// <param name="training">True: the 60,000 training images; false: the 10,000 test images.</param>
    /// <param name="channels">1 by default; 3 for three equal channels, as networks trained on colour images expect.</param>
    /// <param name="classNames">For a set with other classes in files of the same names; null: the digits.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static InMemoryImages Load(string folder, bool training, int channels = 1, IReadOnlyList<string>? classNames = null) =>
        MnistFiles.Read(folder, training, classNames ?? ClassNames, channels, "Name the folder that holds MNIST's four idx files.");
}
