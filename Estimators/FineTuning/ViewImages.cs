using Microsoft.ML;
using Toolkit.Data;
using Toolkit.Estimators.Images;
using Toolkit.Images;

namespace Toolkit.Estimators.FineTuning;

/// <summary>
/// The images and labels of a data view, which is read once: label and image come from the same row. Images that a data set of ours stands
/// behind are read from there when they are needed, others are kept in an <see cref="ImageStore"/>.
/// </summary>
internal sealed class ViewImages : IImageDataset, IDisposable
{
    private readonly List<Target> targets = [];
    private readonly List<float> weights = [];
    private readonly List<ImageReference> references = [];
    private readonly List<string?> names = [];
    private readonly ImageStore store;

    private ViewImages(TargetColumn target, long memoryBytes) => (Task, ClassNames, store) = (target.Task, target.Names, new ImageStore(memoryBytes));

    public int Count => targets.Count;

    public LearningTask Task { get; }

    public IReadOnlyList<string> ClassNames { get; }

    public bool IsDecoded => references.All(reference => reference.Images.IsDecoded);

    /// <summary>Reads every row once.</summary>
    /// <param name="view">Rows with an image and a label.</param>
    /// <param name="columns">The columns to read.</param>
    /// <param name="purpose">What messages call the data: training or validation.</param>
    /// <param name="memoryBytes">Most bytes of decoded images in memory.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="InvalidOperationException">
    /// A label is missing or none that the task allows, a weight is negative or not finite, or there are no rows.
    /// </exception>
    public static ViewImages Read(IDataView view, TrainingColumns columns, string purpose, long memoryBytes, CancellationToken cancellation)
    {
        var images = new ViewImages(columns.Target, memoryBytes);
        try
        {
            images.ReadRows(view, columns, purpose, cancellation);
            return images.Count > 0 ? images : throw NoRows(purpose);
        }
        catch
        {
            images.Dispose();
            throw;
        }
    }

    /// <summary>What is said of data without rows.</summary>
    public static InvalidOperationException NoRows(string purpose) => new($"The {purpose} data has no rows. Check what it was loaded and filtered from.");

    public int LabelOf(int index) => targets[index].Label;

    public ReadOnlySpan<float> TargetsOf(int index) => targets[index].Values;

    public float WeightOf(int index) => weights[index];

    public string NameOf(int index) =>
        references.Count > 0 ? references[index].Images.NameOf(references[index].Index) : names[index] ?? $"The image of row {index}";

    public void Read(int index, ImageBuffer image)
    {
        if (references.Count > 0) references[index].Read(image);
        else store.Read(index, image);
    }

    public ulong ContentHashOf(int index)
    {
        if (references.Count > 0) return references[index].Images.ContentHashOf(references[index].Index);
        var image = new ImageBuffer();
        store.Read(index, image);
        return IImageDataset.HashOf(image);
    }

    public void Dispose() => store.Dispose();

    private void ReadRows(IDataView view, TrainingColumns columns, string purpose, CancellationToken cancellation)
    {
        using var cursor = view.GetRowCursor(columns.All);
        var readTarget = columns.Target.CreateReader(cursor, purpose);
        var readWeight = columns.Weight is { } weight ? WeightReader(cursor, weight) : () => 1;
        var keepImage = ImageKeeper(cursor, columns);
        while (cursor.MoveToNext())
        {
            cancellation.ThrowIfCancellationRequested();
            targets.Add(readTarget());
            weights.Add(readWeight());
            keepImage();
        }
    }

    private Action ImageKeeper(DataViewRowCursor cursor, TrainingColumns columns)
    {
        if (ImageReference.GetterOf(cursor, columns.Image.Column) is { } getter)
        {
            return () =>
            {
                ImageReference reference = default;
                getter(ref reference);
                references.Add(reference);
            };
        }
        var (read, image) = (columns.Image.CreateNamedReader(cursor), new ImageBuffer());
        return () =>
        {
            names.Add(read(image));
            store.Add(image);
        };
    }

    private static Func<float> WeightReader(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        var getter = cursor.GetGetter<float>(column);
        return () =>
        {
            float weight = 0;
            getter(ref weight);
            return weight >= 0 && float.IsFinite(weight)
                ? weight
                : throw new InvalidOperationException(
                    $"Row {cursor.Position} has the weight {weight} in column '{column.Name}', but a weight must be a finite number of " +
                    "at least 0.");
        };
    }
}
