namespace Toolkit.Augmentation;

/// <summary>
/// Turns a pixel's hue by way of hue, saturation and value in 8 bits each, with PIL's roundings (Smith 1978,
/// "Color gamut transform pairs").
/// </summary>
internal static class HueCircle
{
    /// <summary>Adds steps of 1/255 of the circle to the hue; 8-bit wrap-around, as PIL and torchvision have it.</summary>
    public static void Turn(ref byte red, ref byte green, ref byte blue, byte steps)
    {
        int value = Math.Max(red, Math.Max(green, blue)), range = value - Math.Min(red, Math.Min(green, blue));
        if (range == 0) return;
        var hue = (byte)(HueOf(red, green, blue, value, range) + steps);
        var saturation = (int)((float)range / value * 255.0);
        if (saturation == 0)
        {
            red = green = blue = (byte)value;
            return;
        }
        (red, green, blue) = ToRgb(hue, saturation, value);
    }

    private static int HueOf(int red, int green, int blue, int value, int range)
    {
        float fromRed = (float)(value - red) / range, fromGreen = (float)(value - green) / range, fromBlue = (float)(value - blue) / range;
        var sixths = red == value ? fromBlue - fromGreen
            : green == value ? (float)(2.0 + fromRed - fromBlue)
            : (float)(4.0 + fromGreen - fromRed);
        var turns = (float)((sixths / 6.0 + 1.0) % 1.0);
        return (int)(turns * 255.0);
    }

    private static (byte Red, byte Green, byte Blue) ToRgb(int hue, int saturation, int value)
    {
        var position = (float)(hue * 6.0 / 255.0);
        var sector = (int)position;
        float within = position - sector, share = (float)(saturation / 255.0);
        byte full = (byte)value;
        byte low = Round(value * (1.0 - share));
        byte falling = Round(value * (1.0 - share * within));
        byte rising = Round(value * (1.0 - share * (1.0 - within)));
        return (sector % 6) switch
        {
            0 => (full, rising, low),
            1 => (falling, full, low),
            2 => (low, full, rising),
            3 => (low, falling, full),
            4 => (rising, low, full),
            _ => (full, low, falling),
        };
    }

    private static byte Round(double value) => (byte)(value + 0.5);
}
