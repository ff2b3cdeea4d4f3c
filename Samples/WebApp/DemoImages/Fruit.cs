using SkiaSharp;

namespace Toolkit.Samples.WebApp.DemoImages;

/// <summary>Draws a piece of fruit of about a hundred pixels around the origin.</summary>
internal static class Fruit
{
    private const string
        AppleShape = "M0,-28 C20,-46 56,-36 50,6 C47,40 20,54 0,44 C-20,54 -47,40 -50,6 C-56,-36 -20,-46 0,-28 Z",
        PearShape = "M0,-54 C18,-54 20,-30 25,-12 C31,5 47,12 45,34 C43,56 18,58 0,56 C-18,58 -43,56 -45,34 C-47,12 -31,5 -25,-12 C-20,-30 -18,-54 0,-54 Z",
        BananaShape = "M-60,-24 C-44,34 10,56 58,20 C62,16 62,10 57,8 C20,26 -22,12 -44,-32 C-50,-36 -58,-32 -60,-24 Z",
        StarShape = "M0,-8 L3,-2 L9,-1 L4,3 L5,9 L0,5 L-5,9 L-4,3 L-9,-1 L-3,-2 Z";

    private static readonly SKColor Wood = new(96, 62, 34), Leaf = new(74, 138, 52);

    /// <summary>The classes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["apple", "banana", "cherry", "orange", "pear"];

    public static void Draw(SKCanvas canvas, string name, Random random)
    {
        // Green, yellow and red ones of either kind: the colour alone does not tell apples from pears.
        switch (name)
        {
            case "apple":
                Body(canvas, AppleShape, SKColor.FromHsl(Pick(random, 2, 8, 38, 82), 68, 46 + random.Next(8)));
                if (random.Next(4) > 0) Stem(canvas, 0, -28, 7, -50, withLeaf: random.Next(2) == 0);
                break;
            case "pear":
                Body(canvas, PearShape, SKColor.FromHsl(Pick(random, 16, 48, 66, 84), 58, 50 + random.Next(8)));
                if (random.Next(4) > 0) Stem(canvas, 0, -52, 6, -70, withLeaf: random.Next(3) == 0);
                break;
            case "orange":
                Body(canvas, Circle(46), SKColor.FromHsl(24 + random.Next(14), 92, 52 + random.Next(6)));
                if (random.Next(2) == 0) Shape(canvas, Moved(StarShape, 4, -34), new SKColor(86, 120, 44));
                break;
            case "banana":
                Body(canvas, BananaShape, SKColor.FromHsl(Pick(random, 48, 52, 56, 74), 86, 56));
                Shape(canvas, Moved(Circle(5), 58, 14), Wood);
                Shape(canvas, Moved(Circle(6), -53, -29), Wood);
                break;
            default:
                Stem(canvas, -22, 8, 8, -50, withLeaf: random.Next(2) == 0);
                Stem(canvas, 26, 14, 8, -50, withLeaf: false);
                var colour = SKColor.FromHsl(Pick(random, 346, 352, 358, 6), 78, 34 + random.Next(12));
                Body(canvas, Moved(Circle(23), -24, 26), colour);
                Body(canvas, Moved(Circle(23), 26, 32), colour);
                break;
        }
    }

    private static float Pick(Random random, params float[] hues) => hues[random.Next(hues.Length)] + random.Next(-4, 5);

    private static string Circle(float radius) => $"M{-radius},0 A{radius},{radius} 0 1 1 {radius},0 A{radius},{radius} 0 1 1 {-radius},0 Z";

    private static SKPath Moved(string shape, float x, float y)
    {
        var path = SKPath.ParseSvgPathData(shape);
        path.Transform(SKMatrix.CreateTranslation(x, y));
        return path;
    }

    private static void Body(SKCanvas canvas, string shape, SKColor colour) => Body(canvas, Moved(shape, 0, 0), colour);

    /// <summary>Light falls from the upper left: a gradient over the body, and a spot.</summary>
    private static void Body(SKCanvas canvas, SKPath shape, SKColor colour)
    {
        using var path = shape;
        var (box, size) = (path.Bounds, Math.Max(path.Bounds.Width, path.Bounds.Height));
        var light = new SKPoint(box.Left + box.Width * 0.36f, box.Top + box.Height * 0.34f);
        colour.ToHsl(out var hue, out var saturation, out var lightness);
        SKColor[] shades = [SKColor.FromHsl(hue, saturation, Math.Min(92, lightness + 20)), colour, SKColor.FromHsl(hue, saturation, lightness * 0.55f)];
        using var gradient = SKShader.CreateRadialGradient(light, size * 0.75f, shades, [0, 0.5f, 1], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { IsAntialias = true, Shader = gradient };
        canvas.DrawPath(path, paint);
        using var spot = new SKPaint { IsAntialias = true, Color = new SKColor(255, 255, 255, 90), ImageFilter = SKImageFilter.CreateBlur(3, 3) };
        canvas.Save();
        canvas.ClipPath(path, antialias: true);
        canvas.DrawOval(light.X - size * 0.04f, light.Y - size * 0.04f, size * 0.1f, size * 0.07f, spot);
        canvas.Restore();
    }

    private static void Shape(SKCanvas canvas, string shape, SKColor colour) => Shape(canvas, Moved(shape, 0, 0), colour);

    private static void Shape(SKCanvas canvas, SKPath shape, SKColor colour)
    {
        using var path = shape;
        using var paint = new SKPaint { IsAntialias = true, Color = colour };
        canvas.DrawPath(path, paint);
    }

    private static void Stem(SKCanvas canvas, float x, float y, float toX, float toY, bool withLeaf)
    {
        using var paint = new SKPaint { IsAntialias = true, Color = Wood, Style = SKPaintStyle.Stroke, StrokeWidth = 5, StrokeCap = SKStrokeCap.Round };
        using var path = new SKPath();
        path.MoveTo(x, y);
        path.QuadTo((x + toX) / 2 - 4, (y + toY) / 2, toX, toY);
        canvas.DrawPath(path, paint);
        if (withLeaf) Shape(canvas, Moved("M0,0 C8,-16 26,-18 38,-10 C28,2 12,6 0,0 Z", toX, toY + 6), Leaf);
    }
}
