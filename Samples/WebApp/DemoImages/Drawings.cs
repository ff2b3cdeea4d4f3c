using System.Runtime.InteropServices;
using SkiaSharp;

namespace Toolkit.Samples.WebApp.DemoImages;

/// <summary>
/// Photographs of fruit that nobody took: the program draws them, seeded, so that it has something to learn on any machine. Some are blurred, dark, noisy
/// or half out of the picture, as photographs are.
/// </summary>
internal static class Drawings
{
    private const int PerClass = 60, Side = 192, Quality = 88;

    /// <summary>Beyond the seeds of the images that are trained on.</summary>
    private const int FirstExampleSeed = 1_000_000;

    private static readonly string[] ExampleClasses = ["cherry", "banana", "apple", "pear", "orange", "banana", "pear", "apple"];

    /// <summary>How many examples there are.</summary>
    public static int Examples => ExampleClasses.Length;

    /// <summary>Writes class folders to train on.</summary>
    /// <param name="folder">Is there afterwards whole, or not at all.</param>
    public static void Write(string folder)
    {
        var unfinished = folder + ".unfinished";
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        foreach (var (index, fruit) in Fruit.Names.Index())
        {
            var path = Directory.CreateDirectory(Path.Combine(unfinished, fruit)).FullName;
            for (var i = 0; i < PerClass; i++) File.WriteAllBytes(Path.Combine(path, $"{i:D3}.jpg"), Draw(fruit, index * PerClass + i));
        }
        Directory.Move(unfinished, folder);
    }

    /// <summary>One of the images to try the page with, a JPEG file.</summary>
    /// <param name="number">1 to <see cref="Examples"/>.</param>
    public static byte[] Example(int number) => Draw(ExampleClasses[number - 1], FirstExampleSeed + number);

    /// <summary>Draws one.</summary>
    /// <param name="fruit">One of <see cref="Fruit.Names"/>.</param>
    /// <param name="seed">The same seed draws the same picture.</param>
    private static byte[] Draw(string fruit, int seed)
    {
        var random = new Random(seed);
        using var bitmap = new SKBitmap(Side, Side);
        using var canvas = new SKCanvas(bitmap);
        DrawTable(canvas, random);
        DrawFruit(canvas, fruit, random);
        using var blurred = Blurred(bitmap, random);
        AddLightAndNoise(blurred, random);
        using var encoded = blurred.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return encoded.ToArray();
    }

    private static void DrawTable(SKCanvas canvas, Random random)
    {
        var hue = random.NextSingle() * 360;
        var wall = SKColor.FromHsl(hue, Between(random, 5, 35), Between(random, 70, 94));
        var table = SKColor.FromHsl(hue + 40, Between(random, 5, 40), Between(random, 45, 80));
        var edge = Side * Between(random, 0.35f, 0.7f);
        using var paint = new SKPaint();
        paint.Shader = SKShader.CreateLinearGradient(new(0, 0), new(Side, edge), [wall, Darker(wall, 0.9f)], SKShaderTileMode.Clamp);
        canvas.DrawRect(0, 0, Side, edge, paint);
        paint.Shader = SKShader.CreateLinearGradient(new(0, edge), new(0, Side), [Darker(table, 0.92f), table], SKShaderTileMode.Clamp);
        canvas.DrawRect(0, edge, Side, Side, paint);
    }

    private static void DrawFruit(SKCanvas canvas, string fruit, Random random)
    {
        var size = Between(random, 0.75f, 1.25f);
        canvas.Save();
        canvas.Translate(Side * Between(random, 0.32f, 0.68f), Side * Between(random, 0.38f, 0.66f));
        canvas.Scale(size, size * Between(random, 0.9f, 1.1f));
        using (var shadow = new SKPaint { Color = new SKColor(0, 0, 0, 90), ImageFilter = SKImageFilter.CreateBlur(9, 5), IsAntialias = true })
            canvas.DrawOval(6, 52, 52, 12, shadow);
        canvas.RotateDegrees(Between(random, -28, 28));
        if (random.Next(2) == 0) canvas.Scale(-1, 1);
        Fruit.Draw(canvas, fruit, random);
        canvas.Restore();
    }

    private static SKBitmap Blurred(SKBitmap sharp, Random random)
    {
        var strength = random.Next(3) == 0 ? Between(random, 1.5f, 6) : Between(random, 0, 0.8f);
        var result = new SKBitmap(sharp.Info);
        using var canvas = new SKCanvas(result);
        using var paint = new SKPaint { ImageFilter = SKImageFilter.CreateBlur(strength, strength, SKShaderTileMode.Clamp) };
        canvas.DrawBitmap(sharp, 0, 0); // below it, since a blurred picture fades at its edges
        canvas.DrawBitmap(sharp, 0, 0, paint);
        return result;
    }

    private static void AddLightAndNoise(SKBitmap bitmap, Random random)
    {
        var light = random.Next(4) == 0 ? Between(random, 0.3f, 0.6f) : Between(random, 0.85f, 1.1f);
        var noise = random.Next(4) == 0 ? Between(random, 20, 60) : Between(random, 2, 10);
        var pixels = bitmap.Bytes;
        for (var i = 0; i < pixels.Length; i++)
            if (i % bitmap.BytesPerPixel != 3) pixels[i] = (byte)Math.Clamp(pixels[i] * light + (random.NextSingle() - 0.5f) * noise, 0, 255);
        Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
    }

    private static SKColor Darker(SKColor colour, float factor) =>
        new((byte)(colour.Red * factor), (byte)(colour.Green * factor), (byte)(colour.Blue * factor));

    private static float Between(Random random, float low, float high) => low + random.NextSingle() * (high - low);
}
