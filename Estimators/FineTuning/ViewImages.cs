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
    private readonly List<int> labels = [];
    private readonly List<float> weights = [];
    private readonly List<ImageReference> references = [];
    private readonly List<string?> names = [];
    private readonly ImageStore store;

    private ViewImages(IReadOnlyList<string> classNames, long memoryBytes) => (ClassNames, store) = (classNames, new ImageStore(memoryBytes));

    public int Count => labels.Count;

    public IReadOnlyList<string> ClassNames { get; }

    public bool IsDecoded => references.All(reference => reference.Images.IsDecoded);

    /// <summary>Reads every row once.</summary>
    /// <param name="view">Rows with an image and a key label.</param>
    /// <param name="columns">The columns to read.</param>
    /// <param name="purpose">What messages call the data: training or validation.</param>
    /// <param name="memoryBytes">Most bytes of decoded images in memory.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="InvalidOperationException">
    /// A label is missing, a weight is negative or not finite, or there are no rows.
    /// </exception>
    public static ViewImages Read(IDataView view, TrainingColumns columns, string purpose, long memoryBytes, CancellationToken cancellation)
    {
        var images = new ViewImages(columns.Labels.Names, memoryBytes);
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

    public int LabelOf(int index) => labels[index];

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
        var readLabel = cursor.GetGetter<uint>(columns.Label);
        var readWeight = columns.Weight is { } weight ? WeightReader(cursor, weight) : () => 1;
        var keepImage = ImageKeeper(cursor, columns);
        while (cursor.MoveToNext())
        {
            cancellation.ThrowIfCancellationRequested();
            labels.Add(ReadLabel(cursor, readLabel, columns.Label, purpose));
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

    private static int ReadLabel(DataViewRowCursor cursor, ValueGetter<uint> getter, DataViewSchema.Column column, string purpose)
    {
        uint key = 0;
        getter(ref key);
        return key > 0
            ? (int)key - 1
            : throw new InvalidOperationException(
                $"Row {cursor.Position} of the {purpose} data has no value in label column '{column.Name}' " +
                "(a class that MapValueToKey did not know, or a missing one). " +
                "Remove such rows, or fit MapValueToKey on data that has all classes.");
    }
}
