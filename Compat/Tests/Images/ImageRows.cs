using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Toolkit.Compat.Tests.Images;

/// <summary>Row classes and data for the tests of image transforms.</summary>
internal static class ImageRows
{
    /// <summary>Lets members without an attribute hold images of any size.</summary>
    static ImageRows() => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage));

    public sealed class PathRow
    {
        public string Path { get; set; } = "";
    }

    public sealed class ImageRow
    {
        [ImageType(2, 3)]
        public MLImage? Image { get; set; }
    }

    public sealed class FreeImageRow
    {
        public MLImage? Image { get; set; }
    }

    public sealed class VectorRow
    {
        [VectorType(12)]
        public float[] Values { get; set; } = [];
    }

    public static IDataView Paths(MLContext ml, params string[] paths) =>
        ml.Data.LoadFromEnumerable(paths.Select(path => new PathRow { Path = path }).ToList());

    public static IDataView Images(MLContext ml, params MLImage?[] images) =>
        ml.Data.LoadFromEnumerable(images.Select(image => new ImageRow { Image = image }).ToList());

    public static IDataView FreeImages(MLContext ml, params MLImage?[] images) =>
        ml.Data.LoadFromEnumerable(images.Select(image => new FreeImageRow { Image = image }).ToList());

    /// <summary>3 × 2 pixels of blue 10·i, green 10·i + 1, red 10·i + 2, alpha 255.</summary>
    public static MLImage Counting(MLPixelFormat format = MLPixelFormat.Bgra32)
    {
        var pixels = new byte[24];
        for (var i = 0; i < 6; i++)
        {
            byte[] pixel = [(byte)(10 * i), (byte)(10 * i + 1), (byte)(10 * i + 2), 255];
            if (format == MLPixelFormat.Rgba32) (pixel[0], pixel[2]) = (pixel[2], pixel[0]);
            pixel.CopyTo(pixels, 4 * i);
        }
        return MLImage.CreateFromPixels(3, 2, format, pixels);
    }

    /// <summary>The values of a column, row by row; what they hold stays valid only as the getter leaves it.</summary>
    public static List<TResult> Read<TValue, TResult>(IDataView data, string name, Func<TValue, TResult> use)
    {
        var column = data.Schema[name];
        using var cursor = data.GetRowCursor([column]);
        var getter = cursor.GetGetter<TValue>(column);
        var results = new List<TResult>();
        TValue value = default!;
        while (cursor.MoveNext())
        {
            getter(ref value);
            results.Add(use(value));
        }
        return results;
    }
}
