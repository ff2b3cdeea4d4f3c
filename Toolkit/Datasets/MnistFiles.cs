using Toolkit.Data;

namespace Toolkit.Datasets;

/// <summary>Finds the four idx files of MNIST and of the sets that took over its names.</summary>
internal static class MnistFiles
{
    /// <summary>Whether a folder holds all four files.</summary>
    public static bool AreIn(string folder) =>
        new[] { true, false }.SelectMany(Names).All(name => Find(folder, name) is not null);

    /// <summary>Reads the training or the test images.</summary>
    /// <param name="folder">Where the files lie.</param>
    /// <param name="training">Which of the two sets.</param>
    /// <param name="classNames">The classes.</param>
    /// <param name="channels">1, or 3 equal ones.</param>
    /// <param name="advice">What to do where a file is missing.</param>
    public static InMemoryImages Read(string folder, bool training, IReadOnlyList<string> classNames, int channels, string advice)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string[] files = [.. Names(training).Select(name => Find(folder, name) ?? throw Missing(folder, name, advice))];
        return IdxFiles.Read(files[0], files[1], classNames, channels);
    }

    private static string[] Names(bool training) =>
        training ? ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"] : ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>Some copies are named with a dot before "idx".</summary>
    private static string? Find(string folder, string name) =>
        new[] { name, name.Replace("-idx", ".idx") }.SelectMany(file => new[] { file, file + ".gz" })
            .Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    private static FileNotFoundException Missing(string folder, string name, string advice) =>
        new($"There is neither {name} nor {name}.gz in {folder}. {advice}", Path.Combine(folder, name));
}
