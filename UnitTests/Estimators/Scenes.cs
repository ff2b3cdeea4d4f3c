using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Toolkit.Estimators;
using Toolkit.Training;

namespace Toolkit.UnitTests.Estimators;

/// <summary>Grey noise with a red and a blue bar, each there or not, the red one of any height: images with several labels, and with numbers.</summary>
internal static class Scenes
{
    public const int Side = 28;

    public static readonly string[] Labels = ["blau", "red"];

    public static List<SceneRow> Rows(int count, int seed = 1) => [.. Drawn(count, seed)];

    /// <summary>Rows that are drawn anew by each cursor: ML.NET disposes the images that it has used.</summary>
    public static IDataView View(MLContext ml, int count, int seed = 1) => ml.Data.LoadFromEnumerable(Drawn(count, seed));

    /// <summary>Enough training for a network that learns in moments.</summary>
    public static FineTuningOptions Training(int epochs) => new()
    {
        Epochs = epochs,
        FrozenEpochs = 0,
        BatchSize = 16,
        Seed = 5,
        LearningRate = 5e-3,
        Augmentation = [],
        ValidationFraction = 0.25,
        Input = new(3, Side, Side, [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f], Side),
    };

    public static ImageResizingEstimator Resized(MLContext ml) => ml.Transforms.ResizeImages("Image", Side, Side);

    private static IEnumerable<SceneRow> Drawn(int count, int seed) =>
        Enumerable.Range(0, count).Select(index => Draw(new Random(1000 * seed + index)));

    private static SceneRow Draw(Random random)
    {
        var pixels = new byte[4 * Side * Side];
        var (blue, red, height) = (random.Next(2) == 1, random.Next(2) == 1, random.Next(4, 25));
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
            {
                var pixel = pixels.AsSpan(4 * (y * Side + x), 4);
                pixel[..3].Fill((byte)random.Next(60));
                if (red && x < 10 && y < height) pixel[0] = 250;
                if (blue && x > 17) pixel[2] = 250;
                pixel[3] = 255;
            }
        return new SceneRow
        {
            Image = MLImage.CreateFromPixels(Side, Side, MLPixelFormat.Rgba32, pixels),
            Text = string.Join(" ; ", new[] { red ? "red" : "", blue ? "blau" : "" }),
            Flags = [blue, red],
            Height = red ? height : 0,
            Exact = 1000 + (red ? height : 0),
            Numbers = [red ? height : 0, blue ? -1 : 1],
        };
    }
}

/// <summary>An image, and what is true of it in all forms that a label can have.</summary>
internal sealed class SceneRow
{
    [ImageColumn]
    public MLImage? Image { get; set; }

    public string Text { get; set; } = "";

    [VectorType(2)]
    public bool[] Flags { get; set; } = [];

    public float Height { get; set; }

    public double Exact { get; set; }

    [VectorType(2)]
    public float[] Numbers { get; set; } = [];
}

/// <summary>What a model says of several labels.</summary>
internal sealed class LabelledScene
{
    public float[] Score { get; set; } = [];

    public bool[] PredictedLabel { get; set; } = [];
}
