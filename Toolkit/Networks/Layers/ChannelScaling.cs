namespace Toolkit.Networks.Layers;

/// <summary>The numbers of channels of networks that come in several widths.</summary>
internal static class ChannelScaling
{
    private const int Divisor = 8;

    /// <summary>
    /// The multiple of 8 nearest to <paramref name="channels"/>, at least 8, and no more than a tenth below it (MobileNet's rule).
    /// </summary>
    public static int Rounded(double channels)
    {
        var rounded = Math.Max(Divisor, (int)(channels + (Divisor / 2.0)) / Divisor * Divisor);
        return rounded < 0.9 * channels ? rounded + Divisor : rounded;
    }
}
