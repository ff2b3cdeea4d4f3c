using SkiaSharp;
using Toolkit.Images;

namespace Toolkit.Samples;

/// <summary>
/// Scanned pages of four kinds, drawn: crooked, more or less faint, and with noise, now and then so much that hardly anything is to be seen. Words are bars,
/// so that no font is needed. The same seed draws the same pages.
/// </summary>
internal static class DrawnPages
{
    private const int Width = 120, Height = 170, Margin = 12;

    private static readonly (string Name, Action<SKCanvas, Random> Draw)[] Kinds =
        [("letter", DrawLetter), ("invoice", DrawInvoice), ("form", DrawForm), ("photograph", DrawPhotograph)];

    /// <summary>Draws as many pages of each kind as PNG files: to learn from in train/, with a folder for each kind, and others in inbox/.</summary>
    /// <param name="folder">Receives both.</param>
    /// <param name="count">How many pages each of the two has.</param>
    /// <returns>The folder.</returns>
    public static string Write(string folder, int count)
    {
        Write(Path.Combine(folder, "train"), count, seed: 1, sorted: true);
        Write(Path.Combine(folder, "inbox"), count, seed: 2, sorted: false);
        return folder;
    }

    /// <summary>The kind of a page that <see cref="Write(string, int)"/> has drawn, by its number.</summary>
    public static string KindOf(string path) => Kinds[int.Parse(Path.GetFileNameWithoutExtension(path)[4..]) % Kinds.Length].Name;

    private static void Write(string folder, int count, int seed, bool sorted)
    {
        for (var page = 0; page < count; page++)
        {
            var kind = Kinds[page % Kinds.Length];
            var place = Directory.CreateDirectory(sorted ? Path.Combine(folder, kind.Name) : folder).FullName;
            File.WriteAllBytes(Path.Combine(place, $"scan{page:D4}.png"), ImageEncoder.ToPng(Scan(kind.Draw, new Random(seed * 100_000 + page))));
        }
    }

    private static ImageBuffer Scan(Action<SKCanvas, Random> draw, Random random)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Gray8, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(new SKColor(70, 70, 70)); // the scanner's lid
        canvas.RotateDegrees(Between(random, -12, 12), Width / 2, Height / 2);
        canvas.DrawRect(4, 4, Width - 8, Height - 8, Fill(245));
        draw(canvas, random);
        canvas.Flush();
        var (contrast, noise) = random.Next(12) == 0 ? (0.05f, 60f) : (Between(random, 0.4f, 1), Between(random, 5, 40));
        var (drawn, image) = (bitmap.Bytes, new ImageBuffer());
        image.Reshape(1, Height, Width);
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
            {
                var grey = 245 - contrast * (245 - drawn[y * bitmap.RowBytes + x]) + Between(random, -noise, noise);
                image.Pixels[y * Width + x] = (byte)Math.Clamp(grey, 0, 255);
            }
        return image;
    }

    private static void DrawLetter(SKCanvas canvas, Random random)
    {
        Words(canvas, random, Margin, Margin + random.Next(8), 40, lines: 4); // the address
        Words(canvas, random, 80, 45, 28, lines: 1); // the date
        var top = 58 + random.Next(8);
        for (var paragraph = 0; paragraph < 2 + random.Next(2); paragraph++) top = Words(canvas, random, Margin, top, 96, lines: 3 + random.Next(3)) + 5;
        using var signature = new SKPath();
        signature.MoveTo(Margin + 4, top + 10);
        for (var i = 1; i < 6; i++) signature.QuadTo(Margin + 8 * i, top + Between(random, 0, 18), Margin + 4 + 8 * i, top + Between(random, 4, 14));
        canvas.DrawPath(signature, Stroke(1));
    }

    private static void DrawInvoice(SKCanvas canvas, Random random)
    {
        canvas.DrawRect(Margin, Margin, 30 + random.Next(30), 10, Fill(60)); // the firm
        Words(canvas, random, 76, Margin, 32, lines: 3);
        var (top, rows) = (50 + random.Next(12), 5 + random.Next(5));
        for (var row = 0; row <= rows; row++)
        {
            canvas.DrawLine(Margin, top + 9 * row, Width - Margin, top + 9 * row, Stroke(0.8f));
            if (row == rows) continue;
            Words(canvas, random, Margin + 2, top + 9 * row + 3, 45, lines: 1);
            canvas.DrawRect(Width - Margin - 20, top + 9 * row + 3, 16, 3, Fill(60)); // amounts, flush right
        }
        foreach (var x in new[] { Margin, 66, 82, Width - Margin }) canvas.DrawLine(x, top, x, top + 9 * rows, Stroke(0.8f));
        canvas.DrawRect(Width - Margin - 38, top + 9 * rows + 6, 38, 9, Fill(90)); // the sum
    }

    private static void DrawForm(SKCanvas canvas, Random random)
    {
        canvas.DrawRect(Margin, Margin, 96, 8, Fill(120));
        var top = 30 + random.Next(6);
        for (var field = 0; field < 5 + random.Next(3); field++, top += 14)
        {
            Words(canvas, random, Margin, top + 3, 30, lines: 1);
            canvas.DrawRect(48, top, Width - Margin - 48, 9, Stroke(0.8f));
            if (random.Next(2) == 0) Words(canvas, random, 51, top + 3, 40, lines: 1); // filled in
        }
        for (var box = 0; box < 3; box++)
        {
            canvas.DrawRect(Margin + 34 * box, top + 4, 7, 7, Stroke(0.8f));
            if (random.Next(2) == 0) canvas.DrawLine(Margin + 34 * box, top + 4, Margin + 34 * box + 7, top + 11, Stroke(1.2f));
            Words(canvas, random, Margin + 34 * box + 10, top + 6, 18, lines: 1);
        }
    }

    private static void DrawPhotograph(SKCanvas canvas, Random random)
    {
        var area = new SKRect(Margin - 4, Margin - 4, Width - Margin + 4, Height - Margin + 4);
        using var sky = SKShader.CreateLinearGradient(
            new SKPoint(0, area.Top), new SKPoint(0, area.Bottom), [new SKColor(0xFFB0B0B0), new SKColor(0xFF606060)], SKShaderTileMode.Clamp);
        canvas.ClipRect(area);
        canvas.DrawRect(area, new SKPaint { Shader = sky });
        canvas.DrawCircle(Between(random, 20, 100), Between(random, 25, 60), Between(random, 6, 14), Fill(230)); // the sun
        for (var hill = 0; hill < 4; hill++)
            canvas.DrawOval(
                Between(random, 0, Width), Between(random, 110, 165), Between(random, 30, 70), Between(random, 15, 45), Fill(30 + random.Next(110)));
    }

    /// <summary>Lines of bars; gives where the next line would be.</summary>
    private static int Words(SKCanvas canvas, Random random, int left, int top, int width, int lines)
    {
        for (var line = 0; line < lines; line++, top += 6)
            for (var x = left; x < left + width - 4;)
            {
                var length = Math.Min(3 + random.Next(11), left + width - x);
                canvas.DrawRect(x, top, length, 2.5f, Fill(60));
                x += length + 3;
            }
        return top;
    }

    private static SKPaint Fill(int grey) => new() { Color = new SKColor((byte)grey, (byte)grey, (byte)grey), IsAntialias = true };

    private static SKPaint Stroke(float width) => new() { Color = new SKColor(50, 50, 50), IsAntialias = true, IsStroke = true, StrokeWidth = width };

    private static float Between(Random random, float low, float high) => low + (high - low) * random.NextSingle();
}
