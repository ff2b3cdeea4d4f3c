using Microsoft.ML.Data;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace Microsoft.ML.Images;

/// <summary>Resizing to exact sizes by stretching, padding or cropping.</summary>
internal static class ImageResizer
{
    /// <summary>The image at another size; the same object if it has that size.</summary>
    public static MLImage Resize(MLImage source, int width, int height, ResizingKind kind, Anchor anchor)
    {
        if (source.Width == width && source.Height == height) return source;
        return kind switch
        {
            ResizingKind.Fill => ImageResampler.Nearest(source, width, height),
            ResizingKind.IsoPad => ImageResampler.Mitchell(source, width, height, Inside(source, width, height)),
            _ => ImageResampler.Mitchell(source, width, height, Covering(source, width, height, anchor)),
        };
    }

    /// <summary>The largest rectangle of the image's proportions inside the result, in its middle. Sizes are rounded down.</summary>
    private static TargetRectangle Inside(MLImage source, int width, int height)
    {
        var (scaleX, scaleY) = Scales(source, width, height);
        var scale = Math.Min(scaleX, scaleY);
        return scaleY < scaleX
            ? Scaled(source, scale, (int)((width - source.Width * scale) / 2), 0)
            : Scaled(source, scale, 0, (int)((height - source.Height * scale) / 2));
    }

    /// <summary>
    /// The smallest rectangle of the image's proportions that covers the result. An anchor of the other direction than the one
    /// in which the image is cut counts as the centre.
    /// </summary>
    private static TargetRectangle Covering(MLImage source, int width, int height, Anchor anchor)
    {
        var (scaleX, scaleY) = Scales(source, width, height);
        var scale = Math.Max(scaleX, scaleY);
        return scaleY < scaleX
            ? Scaled(source, scale, 0, CutOff(height - source.Height * scale, anchor, Anchor.Top, Anchor.Bottom))
            : Scaled(source, scale, CutOff(width - source.Width * scale, anchor, Anchor.Left, Anchor.Right), 0);
    }

    private static int CutOff(float excess, Anchor anchor, Anchor start, Anchor end)
    {
        if (anchor == start) return 0;
        return (int)(anchor == end ? excess : excess / 2);
    }

    private static (float X, float Y) Scales(MLImage source, int width, int height) =>
        ((float)width / source.Width, (float)height / source.Height);

    private static TargetRectangle Scaled(MLImage source, float scale, int x, int y) =>
        new(x, y, (int)(source.Width * scale), (int)(source.Height * scale));
}
