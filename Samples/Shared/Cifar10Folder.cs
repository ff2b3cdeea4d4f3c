using Toolkit.Data;
using Toolkit.Datasets;

namespace Toolkit.Samples;

/// <summary>A folder with CIFAR-10, or with images of classes of another kind in the same layout.</summary>
internal static class Cifar10Folder
{
    /// <summary>Whether a folder holds CIFAR-10's binary files, or class folders or a zip of them.</summary>
    public static bool IsIn(string folder) => Cifar10Binary.IsIn(folder) || SetIn(folder, "train") is not null;

    /// <summary>Reads the training or the test images.</summary>
    /// <param name="folder">With train.zip and test.zip, or train/ and test/, or CIFAR-10's binary files or their archive.</param>
    /// <param name="training">Which of the two sets.</param>
    /// <exception cref="FileNotFoundException">The folder has none of these.</exception>
    public static IImageDataset Load(string folder, bool training)
    {
        if (Cifar10Binary.IsIn(folder)) return Cifar10Binary.Load(folder, training);
        var set = training ? "train" : "test";
        return new ImageFolder(SetIn(folder, set)
            ?? throw new FileNotFoundException($"'{folder}' has neither {set}.zip nor {set}/ nor CIFAR-10's .bin files. Give a folder that has."));
    }

    private static string? SetIn(string folder, string set) =>
        new[] { Path.Combine(folder, set + ".zip"), Path.Combine(folder, set) }.FirstOrDefault(Path.Exists);
}
