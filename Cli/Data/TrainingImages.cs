using Toolkit.Cli.Tasks;
using Toolkit.Data;

namespace Toolkit.Cli.Data;

/// <summary>The images of a training: what learns, what every epoch is judged on, and what is scored at the end, the last two where there are some.</summary>
internal sealed record TrainingImages(IImageDataset Train, IImageDataset? Validation, IImageDataset? Test, IReadOnlyList<string>? Groups)
    : IDisposable
{
    private static readonly string[] TrainNames = ["train", "training"], ValidationNames = ["val", "valid", "validation"], TestNames = ["test"];

    /// <summary>
    /// Class folders, a zip file of them, a folder with <c>train</c> and <c>val</c> or <c>test</c> (folders, zip or CSV files), or a CSV file
    /// (<see cref="ImageTable"/>).
    /// </summary>
    /// <param name="photos">The path.</param>
    /// <param name="validation">Another one for validation; null: what lies beside the training images, if anything.</param>
    /// <param name="labels">How CSV files are read.</param>
    /// <exception cref="ArgumentException">Several labels or numbers are to be learned, but there is no CSV file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such path.</exception>
    /// <exception cref="InvalidDataException">There are no class folders, or a file is damaged.</exception>
    public static TrainingImages Open(string photos, string? validation, ImageTableOptions labels)
    {
        if (!Path.Exists(photos)) throw new DirectoryNotFoundException($"There is no folder and no file {Path.GetFullPath(photos)}.");
        var trainPath = TrainPart(photos);
        var (validationPath, testPath) = trainPath is null ? (null, null) : (Part(photos, ValidationNames), Part(photos, TestNames));
        var train = OpenSet(trainPath ?? photos, labels);
        var same = labels with { Task = train.Task, ClassNames = train.ClassNames };
        return new(train, OpenPart(validation ?? validationPath, same), OpenPart(testPath, same), (train as ImageTable)?.Groups);
    }

    /// <summary>Images of one path.</summary>
    /// <param name="path">Class folders, a zip file of them, or a CSV file.</param>
    /// <param name="labels">How a CSV file is read, and the classes in their order; null: those that are there.</param>
    /// <exception cref="ArgumentException">Several labels or numbers are wanted, but this is no CSV file.</exception>
    public static IImageDataset OpenSet(string path, ImageTableOptions labels)
    {
        if (IsTable(path)) return new ImageTable(path, labels);
        return labels.Task is null or LearningTask.Classification
            ? new ImageFolder(path, new ImageFolderOptions { ClassNames = labels.ClassNames })
            : throw new ArgumentException(
                $"{ImageTask.Of(labels.Task.Value).Name} learns from a CSV file, but {path} is none. Folders name one class an image.");
    }

    /// <summary>Whether a path is that of a CSV file.</summary>
    public static bool IsTable(string path) => Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase) && File.Exists(path);

    public void Dispose()
    {
        foreach (var images in new[] { Train, Validation, Test }) (images as IDisposable)?.Dispose();
    }

    /// <summary>The part to train on, where the folder has parts: a class may be called train, too, beside others and without folders in it.</summary>
    private static string? TrainPart(string photos) => Part(photos, TrainNames) is { } train
        && ((Part(photos, ValidationNames) ?? Part(photos, TestNames)) is not null || !Directory.Exists(train) || Directory.EnumerateDirectories(train).Any())
            ? train
            : null;

    private static IImageDataset? OpenPart(string? path, ImageTableOptions labels) => path is null ? null : OpenSet(path, labels);

    private static string? Part(string folder, string[] names) => names
        .SelectMany(name => new[] { Path.Combine(folder, name), Path.Combine(folder, name + ".zip"), Path.Combine(folder, name + ".csv") })
        .FirstOrDefault(path => Directory.Exists(folder) && Path.Exists(path));
}
