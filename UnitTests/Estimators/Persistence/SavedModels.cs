using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;

namespace Toolkit.UnitTests.Estimators.Persistence;

/// <summary>
/// Models of ML.NET's own transforms that ML.NET 5.0.1 saved once, in <c>saved/</c>, each with what it made of <see cref="Rows"/>:
/// <c>keys</c> maps the labels to keys; <c>table</c> has keys of both orders and back, two MinMax normalisations, concatenated, copied and
/// dropped columns and an L-BFGS classifier; <c>images</c> loads, resizes (IsoPad and Fill), turns grey, and extracts and makes pixels.
/// </summary>
internal static class SavedModels
{
    // Of the images; three bytes a pixel make rows of whole words, as the file needs them.
    private const int Width = 12, Height = 6;

    private static readonly MLContext ML = new(1);

    /// <summary>The columns to look at in each model's output.</summary>
    public static IReadOnlyDictionary<string, string[]> Columns { get; } = new Dictionary<string, string[]>
    {
        ["keys"] = ["Label"],
        ["table"] = ["PredictedLabel", "Score", "Shifted", "Features", "CodeKey", "CodeBack"],
        ["images"] = ["Pixels", "GreyPixels", "AgainPixels", "LoadedPixels", "Bytes"],
    };

    /// <summary>Path of a model's file, or of what it made.</summary>
    public static string PathOf(string name, string extension) =>
        Path.Combine(AppContext.BaseDirectory, "Estimators", "Persistence", "saved", $"mlnet.{name}.{extension}");

    /// <summary>Rows of one colour each, whose image is also in a file.</summary>
    public static IDataView Rows(string folder) => ML.Data.LoadFromEnumerable(Enumerable.Range(0, 9).Select(i =>
    {
        var (red, green, blue) = ((byte)(20 * i), (byte)100, (byte)(255 - 20 * i));
        var path = Path.Combine(folder, $"{i}.bmp");
        File.WriteAllBytes(path, BitmapFile(red, green, blue));
        return new Row
        {
            Label = ToyImages.Classes[i % 3],
            Code = 100 - 7 * (i % 4),
            X = i % 3 + 0.1f * i,
            Y = -i % 5,
            Pair = [i * i, i % 3 == 1 ? 4 : -1],
            ImagePath = path,
            Image = MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Rgba32, Repeat(red, green, blue, 255)),
        };
    }).ToList());

    /// <summary>A line for each column: its name and the values of all rows.</summary>
    public static IEnumerable<string> Describe(IDataView data, string[] columns) =>
        columns.Select(name => string.Join('\t', data.Preview(maxRows: 9).RowView
            .SelectMany(row => Cells(row.Values.Last(cell => cell.Key == name).Value)).Prepend(name)));

    /// <summary>Whether two lines of <see cref="Describe"/> say the same, where numbers may differ by <paramref name="tolerance"/>.</summary>
    public static bool AreClose(string expected, string actual, double tolerance)
    {
        var (left, right) = (expected.Split('\t'), actual.Split('\t'));
        return left.Length == right.Length && left.Zip(right).All(pair => pair.First == pair.Second
            || (Number(pair.First) is { } first && Number(pair.Second) is { } second && Math.Abs(first - second) <= tolerance));
    }

    // Written here, since another encoder may make other bytes of an image.
    private static byte[] BitmapFile(byte red, byte green, byte blue)
    {
        const int header = 54, bytes = 3 * Width * Height;
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("BM"u8);
        foreach (var number in new[] { header + bytes, 0, header, 40, Width, Height, 24 << 16 | 1, 0, bytes, 0, 0, 0, 0 }) writer.Write(number);
        writer.Write(Repeat(blue, green, red));
        return stream.ToArray();
    }

    private static byte[] Repeat(params byte[] pixel) => [.. Enumerable.Repeat(pixel, Width * Height).SelectMany(bytes => bytes)];

    private static IEnumerable<string> Cells(object value) => value switch
    {
        VBuffer<float> vector => vector.DenseValues().Select(item => item.ToString("R", CultureInfo.InvariantCulture)),
        VBuffer<byte> bytes => bytes.DenseValues().Select(item => item.ToString(CultureInfo.InvariantCulture)),
        IFormattable number => [number.ToString(null, CultureInfo.InvariantCulture)],
        _ => [value.ToString()!],
    };

    private static double? Number(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Something of every type that the transforms take.</summary>
    public sealed class Row
    {
        public string Label { get; set; } = "";

        public int Code { get; set; }

        public float X { get; set; }

        public float Y { get; set; }

        [VectorType(2)]
        public float[] Pair { get; set; } = [];

        public string ImagePath { get; set; } = "";

        [ImageColumn]
        public MLImage Image { get; set; } = null!;
    }
}
