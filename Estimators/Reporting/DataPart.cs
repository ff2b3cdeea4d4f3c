using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Data;

namespace Toolkit.Estimators.Reporting;

/// <summary>A part of the data for a report: what it was for, and how many images of each class or label it has.</summary>
/// <param name="Name">What it was for, such as "training".</param>
/// <param name="Counts">Images of each class or label, by its name; of numbers, none.</param>
public sealed record DataPart(string Name, IReadOnlyDictionary<string, long> Counts)
{
    private readonly long? images;

    /// <summary>Number of images. By default, the sum of the counts.</summary>
    public long Images
    {
        get => images ?? Counts.Values.Sum();
        init => images = value;
    }

    /// <summary>Counts the images of a data set.</summary>
    /// <param name="name">What it was for, such as "training".</param>
    /// <param name="images">None of them is read.</param>
    public static DataPart Of(string name, IImageDataset images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Of(name, Enumerable.Range(0, images.Count).SelectMany(NamesOf)) with { Images = images.Count };

        IEnumerable<string> NamesOf(int index) => images.Task switch
        {
            LearningTask.Classification => [images.ClassNames[images.LabelOf(index)]],
            LearningTask.MultiLabel => images.ClassNames.Where((_, label) => images.TargetsOf(index)[label] > 0),
            _ => [],
        };
    }

    /// <summary>Counts the rows of a view.</summary>
    /// <param name="name">What it was for, such as "training".</param>
    /// <param name="view">Its labels alone are read.</param>
    /// <param name="labelColumnName">A column of text with the classes, as before MapValueToKey.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds no text.</exception>
    public static DataPart Of(string name, IDataView view, string labelColumnName = "Label")
    {
        ArgumentNullException.ThrowIfNull(view);
        if (view.Schema.GetColumnOrNull(labelColumnName) is not { Type: TextDataViewType })
        {
            throw new ArgumentOutOfRangeException(
                nameof(labelColumnName), labelColumnName,
                "Classes are counted in a column of text. Give the view that the pipeline was fitted on, and the name of its label.");
        }
        return Of(name, view.GetColumn<string>(labelColumnName));
    }

    private static DataPart Of(string name, IEnumerable<string> labels)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new(name, labels.CountBy(label => label).ToDictionary(count => count.Key, count => (long)count.Value));
    }
}
