using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Images;

namespace Toolkit.Estimators.Data;

/// <summary>
/// Marks an image column whose cursors also have a getter of <see cref="ImageBuffer"/>: decoded images as the toolkit computes with them.
/// Steps of ML.NET that leave the column alone hand such getters through, so that no <see cref="MLImage"/> is made between
/// LoadImageFolder and the toolkit's own steps.
/// </summary>
internal static class PlanarPixels
{
    private const string Kind = "Toolkit.PlanarPixels";

    public static DataViewSchema.Annotations Annotation
    {
        get
        {
            var builder = new DataViewSchema.Annotations.Builder();
            builder.Add(Kind, BooleanDataViewType.Instance, (ref bool value) => value = true);
            return builder.ToAnnotations();
        }
    }

    /// <summary>The getter, or null where the row has none for the column.</summary>
    public static ValueGetter<ImageBuffer>? GetterOf(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(Kind) is null) return null;
        try
        {
            return row.GetGetter<ImageBuffer>(column);
        }
        catch (InvalidOperationException)
        {
            // A step between keeps the annotation, but makes the images anew.
            return null;
        }
    }
}
