using Toolkit.Data;

namespace Toolkit.Datasets;

/// <summary>
/// Fashion-MNIST: 60,000 training and 10,000 test images of clothes, 28×28, grey, ten classes (Xiao et al. 2017).
/// Debian has it as the package dataset-fashion-mnist.
/// </summary>
public static class FashionMnist
{
    /// <summary>Where Debian's package puts the files.</summary>
    public const string DebianFolder = "/usr/share/datasets/fashion-mnist";

    /// <summary>The classes in the order of their labels.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>Mean of the training pixels, scaled to 0 … 1.</summary>
    public const float Mean = 0.2860f;

    /// <summary>Standard deviation of the training pixels, scaled to 0 … 1.</summary>
    public const float Std = 0.3530f;

    /// <summary>Whether a folder holds all four files.</summary>
    /// <param name="folder">Debian's folder by default.</param>
    public static bool IsIn(string folder = DebianFolder) => MnistFiles.AreIn(folder);

    /// <summary>Reads the training or the test images.</summary>
    /// <param name="training">True: the 60,000 training images; false: the 10,000 test images.</param>
    /// <param name="channels">3 by default: three equal channels, as networks trained on colour images expect; or 1.</param>
    /// <param name="folder">Where the idx files lie, compressed (.gz) or not; Debian's folder by default.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static InMemoryImages Load(bool training, int channels = 3, string folder = DebianFolder) => MnistFiles.Read(
        folder, training, ClassNames, channels, "Install Debian's package dataset-fashion-mnist, or name the folder that holds the files.");
}
