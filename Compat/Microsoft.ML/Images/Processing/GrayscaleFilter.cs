using Microsoft.ML.Data;

namespace Microsoft.ML.Images;

/// <summary>Grey levels in three equal channels.</summary>
internal static class GrayscaleFilter
{
    /// <summary>A BGRA copy whose colours are all 0.3 · red + 0.59 · green + 0.11 · blue, rounded; alpha is kept.</summary>
    public static MLImage Apply(MLImage source)
    {
        var (blue, red) = PixelLayout.Offsets(source.PixelFormat);
        var from = source.Pixels;
        var pixels = ImageCodec.Allocate(source.Width, source.Height);
        for (var i = 0; i < pixels.Length; i += 4)
        {
            var grey = (byte)(0.3f * from[i + red] + 0.59f * from[i + 1] + 0.11f * from[i + blue] + 0.5f);
            pixels[i] = pixels[i + 1] = pixels[i + 2] = grey;
            pixels[i + 3] = from[i + 3];
        }
        return new MLImage(source.Width, source.Height, MLPixelFormat.Bgra32, pixels);
    }
}
