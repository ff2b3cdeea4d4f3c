using Microsoft.ML;
using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Networks;

namespace Toolkit.Estimators.Data;

/// <summary>Reads the images and labels of a data view into memory, as 8-bit pixels of the network's input size.</summary>
internal static class DataViewImages
{
    /// <summary>Reads every row once.</summary>
    /// <param name="view">Rows with an image and a key label.</param>
    /// <param name="columns">The columns to read.</param>
    /// <param name="spec">Images of another size are resized and cropped to this one.</param>
    /// <param name="purpose">What messages call the data: training or validation.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="InvalidOperationException">
    /// A label is missing, a weight is negative or not finite, or there are no rows.
    /// </exception>
    public static InMemoryImages Read(IDataView view, TrainingColumns columns, InputSpec spec, string purpose, CancellationToken cancellation)
    {
        using var cursor = view.GetRowCursor(columns.All);
        var readImage = columns.Image.CreateReader(cursor);
        var readLabel = cursor.GetGetter<uint>(columns.Label);
        var readWeight = columns.Weight is { } weight ? WeightReader(cursor, weight) : () => 1;
        var preparer = new ImagePreparer(spec);
        var pixels = new PixelBlock(spec.Channels * spec.Height * spec.Width, view.GetRowCount());
        var (indices, weights) = (new List<int>(), new List<float>());
        while (cursor.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            indices.Add(ReadLabel(cursor, readLabel, columns.Label, purpose));
            weights.Add(readWeight());
            pixels.Add(preparer.Transform(readImage).Pixels);
        }

        if (indices.Count == 0) throw new InvalidOperationException($"The {purpose} data has no rows. Check what it was loaded and filtered from.");
        return new InMemoryImages(
            spec.Channels, spec.Height, spec.Width, pixels.ToArray(), [.. indices], columns.Labels.Names, weights: weights);
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
