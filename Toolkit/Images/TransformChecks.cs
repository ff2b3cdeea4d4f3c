namespace Toolkit.Images;

/// <summary>The one place where the options of the transforms are checked.</summary>
internal static class TransformChecks
{
    public static int ChannelCount(int count) => count is 1 or 3
        ? count
        : throw new ArgumentOutOfRangeException(nameof(count), count, "The number of channels must be 1 (grey) or 3 (red, green, blue).");

    public static int Size(int pixels, string option) => pixels >= 1
        ? pixels
        : throw new ArgumentOutOfRangeException(option, pixels, $"{option} must be at least 1 pixel.");

    public static int Padding(int pixels, string option) => pixels >= 0
        ? pixels
        : throw new ArgumentOutOfRangeException(option, pixels, $"{option} must be 0 pixels or more.");

    public static double Between(double value, double low, double high, string option) => value >= low && value <= high
        ? value
        : throw new ArgumentOutOfRangeException(option, value, $"{option} must be between {low} and {high}.");

    public static double NotNegative(double value, string option) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(option, value, $"{option} must be 0 or more, and finite.");

    public static (double Low, double High) Range((double Low, double High) range, string option) =>
        range.Low > 0 && range.Low <= range.High && double.IsFinite(range.High)
            ? range
            : throw new ArgumentOutOfRangeException(option, range, $"{option} must be two numbers above 0, the smaller one first.");

    public static (double Low, double High) Ordered((double Low, double High) range, string option) =>
        range.Low <= range.High && double.IsFinite(range.Low) && double.IsFinite(range.High)
            ? range
            : throw new ArgumentOutOfRangeException(option, range, $"{option} must be two finite numbers, the smaller one first.");

    public static void Inside(CropArea area, ImageBuffer image)
    {
        var inside = area is { Top: >= 0, Left: >= 0, Height: >= 1, Width: >= 1 }
            && area.Top <= image.Height - area.Height && area.Left <= image.Width - area.Width;
        if (!inside)
        {
            throw new ArgumentOutOfRangeException(
                nameof(area), area, $"The area must lie inside the image of {image.Height}×{image.Width} (height×width).");
        }
    }

    public static void Colour(ImageBuffer image)
    {
        if (image.Channels != 3)
        {
            throw new ArgumentException(
                $"This needs an image with 3 channels (red, green, blue), but it has {image.Channels}. Put new Channels(3) before it.");
        }
    }
}
