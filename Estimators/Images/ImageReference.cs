using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Data;
using Toolkit.Images;

namespace Toolkit.Estimators.Images;

/// <summary>
/// An image of a data set, read by who needs it. Image columns of <see cref="ImageDatasetView"/> have a getter of these, and a mark that
/// says so. Steps of ML.NET that leave the column alone hand both through, so that no <see cref="MLImage"/> is made between LoadImageFolder
/// and the toolkit's own steps, and the trainer's threads read the files themselves.
/// </summary>
/// <param name="Images">The data set.</param>
/// <param name="Index">Index in it.</param>
internal readonly record struct ImageReference(IImageDataset Images, int Index)
{
    private const string Mark = "Toolkit.ImageReference";

    public static DataViewSchema.Annotations Annotation
    {
        get
        {
            var builder = new DataViewSchema.Annotations.Builder();
            builder.Add(Mark, BooleanDataViewType.Instance, (ref bool value) => value = true);
            return builder.ToAnnotations();
        }
    }

    public void Read(ImageBuffer image) => Images.Read(Index, image);

    /// <summary>Makes an MLImage, and disposes the one that is there, as getters of ML.NET do.</summary>
    public void Read(ref MLImage value)
    {
        var image = new ImageBuffer();
        Read(image);
        value?.Dispose();
        value = ToMLImage(image);
    }

    /// <summary>Whether a column says that it may have references.</summary>
    public static bool IsMarked(DataViewSchema.Column column) => column.Annotations.Schema.GetColumnOrNull(Mark) is not null;

    /// <summary>The getter, or null where the row has none for the column.</summary>
    public static ValueGetter<ImageReference>? GetterOf(DataViewRow row, DataViewSchema.Column column)
    {
        if (!IsMarked(column)) return null;
        try
        {
            return row.GetGetter<ImageReference>(column);
        }
        catch (InvalidOperationException)
        {
            // A step between keeps the mark, but makes the images anew.
            return null;
        }
    }

    private static MLImage ToMLImage(ImageBuffer image)
    {
        var plane = image.Height * image.Width;
        var pixels = image.Pixels;
        var interleaved = new byte[4 * plane];
        for (int i = 0, to = 0; i < plane; i++, to += 4)
        {
            interleaved[to] = pixels[i];
            interleaved[to + 1] = pixels[image.Channels == 1 ? i : plane + i];
            interleaved[to + 2] = pixels[image.Channels == 1 ? i : 2 * plane + i];
            interleaved[to + 3] = 255;
        }

        return MLImage.CreateFromPixels(image.Width, image.Height, MLPixelFormat.Rgba32, interleaved);
    }
}
