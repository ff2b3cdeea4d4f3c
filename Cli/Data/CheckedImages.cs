using Toolkit.Data;

namespace Toolkit.Cli.Data;

/// <summary>The images of a training after they were looked over.</summary>
/// <param name="Train">Those to train on, the validation part not yet taken off.</param>
/// <param name="Validation">Null: a part of <paramref name="Train"/>.</param>
/// <param name="Test">Null: there are none.</param>
/// <param name="Groups">The group of each training image; null: they do not belong together.</param>
/// <param name="MedianShorterSide">In pixels.</param>
/// <param name="IsLopsided">Whether one class has many times the images of another.</param>
internal sealed record CheckedImages(
    IImageDataset Train, IImageDataset? Validation, IImageDataset? Test, IReadOnlyList<string>? Groups, int MedianShorterSide, bool IsLopsided)
    : IDisposable
{
    private TrainingImages? opened;

    /// <summary>Opens the images, and says what is wrong with them.</summary>
    /// <exception cref="InvalidDataException">There are too few that can be read.</exception>
    public static CheckedImages Open(string photos, string? validation, Report report, CancellationToken cancellation)
    {
        var images = TrainingImages.Open(photos, validation);
        var train = DataCheck.Of(images.Train, cancellation);
        report.Say($"{images.Train.Count} images of {images.Train.ClassNames.Count} classes: "
            + string.Join(", ", images.Train.ClassNames.Zip(train.ClassCounts, (name, count) => $"{name} {count}").Take(20)));
        Tell(train.Findings(), report);
        CheckCounts(images.Train.ClassNames, train.ClassCounts);
        string[]? groups = images.Groups is { } all ? [.. train.ReadableIndices.Select(index => all[index])] : null;
        return new(
            train.Readable, Check(images.Validation, "validation", train, report, cancellation), Check(images.Test, "test", train, report, cancellation), groups,
            train.MedianShorterSide, train.IsLopsided)
        { opened = images };
    }

    /// <summary>What learns and what judges.</summary>
    /// <param name="fraction">The share that is held back where there are no validation images.</param>
    /// <param name="seed">Of the split.</param>
    public (IImageDataset Train, IImageDataset Validation, string How) Split(double fraction, int seed)
    {
        if (Validation is not null) return (Train, Validation, "its own images");
        if (Groups is null)
        {
            var (rest, part) = Train.SplitStratified(fraction, seed);
            return (rest, part, $"{fraction:P0} of the images of every class");
        }
        var (others, wholeGroups) = Train.SplitByGroup(Groups, fraction, seed);
        return (others, wholeGroups, $"about {fraction:P0} of the images, in whole groups");
    }

    private static IImageDataset? Check(IImageDataset? images, string name, DataCheck train, Report report, CancellationToken cancellation)
    {
        if (images is null) return null;
        var check = DataCheck.Of(images, cancellation);
        report.Say($"{images.Count} {name} images");
        Tell([.. check.Findings().Where(finding => finding.Contains("cannot be read")), .. train.SharedWith(check, name)], report);
        return check.Readable;
    }

    public void Dispose() => opened?.Dispose();

    private static void Tell(IEnumerable<string> findings, Report report)
    {
        foreach (var finding in findings) report.Warn(finding);
    }

    private static void CheckCounts(IReadOnlyList<string> names, IReadOnlyList<int> counts)
    {
        if (names.Count < 2) throw new InvalidDataException($"All images are of the class '{names[0]}'. A classifier needs at least two classes.");
        for (var label = 0; label < counts.Count; label++)
            if (counts[label] < 2)
                throw new InvalidDataException(
                    $"The class '{names[label]}' has {counts[label]} image(s) that can be read; each class needs at least 2, and some dozens are better.");
    }
}
