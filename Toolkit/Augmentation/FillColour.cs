using Toolkit.Images;
using Toolkit.Text;

namespace Toolkit.Augmentation;

/// <summary>The colour of pixels that have none: one value for all channels, or one a channel.</summary>
internal static class FillColour
{
    /// <summary>A copy of the values; black for null.</summary>
    public static byte[] Checked(IReadOnlyList<byte>? fill)
    {
        if (fill is null) return [0];
        Require.That(fill.Count is 1 or 3, fill.Count, "must have 1 value for all channels, or 3: red, green, blue", nameof(fill));
        return [.. fill];
    }

    /// <summary>The value of a channel.</summary>
    /// <exception cref="ArgumentException">There are other values than the image has channels.</exception>
    public static byte Of(byte[] fill, int channel, ImageBuffer image)
    {
        if (fill.Length == 1) return fill[0];
        if (fill.Length == image.Channels) return fill[channel];
        throw new ArgumentException(
            $"The fill colour has {fill.Length} values, but the image has {image.Channels} channel(s). Give one value for all channels.");
    }
}
