using Toolkit.Samples.Classics.Data;
using Toolkit.Samples.Classics.Training;

namespace Toolkit.Samples.Classics;

/// <summary>What is asked of every experiment.</summary>
internal sealed record Session
{
    public required IDataSets Data { get; init; }

    /// <summary>Whether experiments that are short by default run whole.</summary>
    public bool Full { get; init; }

    /// <summary>How many times to train; null: as often as the experiment says.</summary>
    public int? Seeds { get; init; }

    /// <summary>The most training images, and the most test images; null: as the experiment says.</summary>
    public int? Images { get; init; }

    /// <summary>The most epochs; null: as the experiment says.</summary>
    public int? Epochs { get; init; }

    /// <summary>Folder for plots.</summary>
    public string Output { get; init; } = "output";

    public CancellationToken Cancellation { get; init; }

    /// <summary>How much of an experiment is run.</summary>
    /// <param name="brief">What it is by default; null: all of it.</param>
    public Extent ExtentOf(Extent? brief)
    {
        var extent = Full || brief is null ? Extent.Whole : brief;
        return new(Images ?? extent.Images, Epochs ?? extent.Epochs, Images ?? extent.TestImages);
    }

    /// <summary>The seeds to train with: 1, 2, 3, …</summary>
    /// <param name="usual">How many there are by default.</param>
    public IEnumerable<int> SeedsOr(int usual) => Enumerable.Range(1, Seeds ?? usual);

    /// <summary>Full path of a file in the folder for plots, which is made.</summary>
    public string OutputFile(string name) => Path.Combine(Directory.CreateDirectory(Output).FullName, name);
}
