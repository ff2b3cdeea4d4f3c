using Toolkit.Cli.Tasks;
using Toolkit.Data;

namespace Toolkit.Cli.Data;

/// <summary>The images of a training after they were looked over.</summary>
/// <param name="Train">Those to train on, the validation part not yet taken off.</param>
/// <param name="Validation">Null: a part of <paramref name="Train"/>.</param>
/// <param name="Test">Null: there are none.</param>
/// <param name="Groups">The group of each training image; null: they do not belong together.</param>
/// <param name="MedianShorterSide">In pixels.</param>
/// <param name="IsLopsided">Whether one class or label has many times the images of another.</param>
internal sealed record CheckedImages(
    IImageDataset Train, IImageDataset? Validation, IImageDataset? Test, IReadOnlyList<string>? Groups, int MedianShorterSide, bool IsLopsided)
    : IDisposable
{
    /// <summary>One to learn from, and one to judge by.</summary>
    private const int Fewest = 2;

    private TrainingImages? opened;

    /// <summary>The training images as they were opened, those that cannot be read included.</summary>
    public IImageDataset Source => opened?.Train ?? Train;

    /// <summary>Opens the images, and says what is wrong with them.</summary>
    /// <exception cref="InvalidDataException">There are too few that can be read.</exception>
    public static CheckedImages Open(string photos, string? validation, ImageTableOptions labels, Report report, CancellationToken cancellation)
    {
        var images = TrainingImages.Open(photos, validation, labels);
        var train = DataCheck.Of(images.Train, cancellation);
        report.Say(train.Summary);
        Tell(train.Findings(), report);
        if (train.ReadableIndices.Count < Fewest)
            throw new InvalidDataException($"{train.ReadableIndices.Count} of {images.Train.Count} images can be read, but a training needs {Fewest} at least.");
        ImageTask.Of(images.Train.Task).Check(images.Train.ClassNames, train.Counts);
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
            return (rest, part, $"{fraction:P0} {ImageTask.Of(Train.Task).Stratified}");
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
}
