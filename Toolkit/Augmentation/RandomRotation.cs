using Toolkit.Images;

namespace Toolkit.Augmentation;

/// <summary>
/// Rotates an image about its centre by a random angle, nearest neighbour, black where nothing is (torchvision's
/// RandomRotation with its defaults). The size stays.
/// </summary>
public sealed class RandomRotation : IImageTransform
{
    private readonly double degrees;

    /// <summary>Sets the largest angle.</summary>
    /// <param name="degrees">The angle is drawn from −degrees to +degrees; 0 to 360.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside that range.</exception>
    public RandomRotation(double degrees) => this.degrees = TransformChecks.Between(degrees, 0, 360, nameof(degrees));

    /// <inheritdoc/>
    public bool IsRandom => true;

    /// <inheritdoc/>
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random) =>
        Rotate(source, destination, random.NextDouble(-degrees, degrees));

    /// <summary>Rotates an image by a given angle.</summary>
    /// <param name="source">The image.</param>
    /// <param name="destination">Another buffer; receives the same shape, and the pixels.</param>
    /// <param name="angle">In degrees, counter-clockwise; any finite number.</param>
    public static void Rotate(ImageBuffer source, ImageBuffer destination, double angle)
    {
        if (!double.IsFinite(angle))
            throw new ArgumentOutOfRangeException(nameof(angle), angle, "The angle must be a finite number of degrees.");
        angle -= Math.Floor(angle / 360) * 360;
        if (angle == 0) destination.CopyFrom(source);
        else NearestNeighbour(source, destination, angle);
    }

    /// <summary>
    /// Goes back from every target pixel's centre to the source, in 16-bit fixed point as PIL does. A step to the right
    /// in the target is a step of (cos, −sin) in the source, hence one addition per pixel.
    /// </summary>
    private static void NearestNeighbour(ImageBuffer source, ImageBuffer destination, double angle)
    {
        int height = source.Height, width = source.Width;
        destination.Reshape(source.Channels, height, width);
        destination.Pixels.Clear();

        var radians = -(angle * (Math.PI / 180));
        double cos = Math.Round(Math.Cos(radians), 15), sin = Math.Round(Math.Sin(radians), 15);
        double centreX = width / 2.0, centreY = height / 2.0;
        var startX = cos * -centreX + sin * -centreY + centreX;
        var startY = -sin * -centreX + cos * -centreY + centreY;
        long stepX = Fixed(cos), stepY = Fixed(-sin), nextRowX = Fixed(sin), nextRowY = Fixed(cos);
        long rowX = Fixed(startX + cos * 0.5 + sin * 0.5), rowY = Fixed(startY - sin * 0.5 + cos * 0.5);

        ReadOnlySpan<byte> from = source.Pixels;
        var to = destination.Pixels;
        var plane = height * width;
        for (var row = 0; row < height; row++, rowX += nextRowX, rowY += nextRowY)
        {
            long x = rowX, y = rowY;
            for (var column = 0; column < width; column++, x += stepX, y += stepY)
            {
                long sourceColumn = x >> 16, sourceRow = y >> 16;
                if ((ulong)sourceColumn >= (ulong)width || (ulong)sourceRow >= (ulong)height) continue;
                int there = row * width + column, here = (int)(sourceRow * width + sourceColumn);
                for (var shift = 0; shift < from.Length; shift += plane) to[there + shift] = from[here + shift];
            }
        }
    }

    private static long Fixed(double value) => (long)Math.Floor(value * 65536 + 0.5);
}
