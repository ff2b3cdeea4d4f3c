using Microsoft.ML.Images;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Transforms.Image;

/// <summary>How a vector is read as an image.</summary>
/// <param name="Height">In pixels, at least 1.</param>
/// <param name="Width">In pixels, at least 1.</param>
/// <param name="Planes">Which colours the vector holds, and how they are arranged.</param>
/// <param name="Scale">What every value is multiplied by; not for vectors of bytes.</param>
/// <param name="Offset">Subtracted from the product.</param>
/// <param name="Defaults">Values for the colours that the vector does not hold.</param>
internal sealed record VectorToImageOptions(
    int Height, int Width, ColourPlanes Planes, float Scale, float Offset, DefaultColour Defaults)
{
    private bool IsScaled => Scale != 1 || Offset != 0;

    /// <summary>Checks what a caller gave.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1 or too large, there is no colour, or a number is not finite.</exception>
    public VectorToImageOptions Check()
    {
        _ = new ImageDataViewType(Height, Width);
        Planes.Check();
        if (!float.IsFinite(Offset)) throw new ArgumentOutOfRangeException(nameof(Offset), Offset, "The offset must be finite.");
        if (!float.IsFinite(Scale) || Scale == 0)
            throw new ArgumentOutOfRangeException(nameof(Scale), Scale, "The scale must be finite and not 0.");
        return this;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write((byte)Planes.Colors);
        writer.Write((byte)Planes.Order);
        writer.Write(Width);
        writer.Write(Height);
        writer.Write(Offset);
        writer.Write(Scale);
        writer.Write(Planes.Interleaved);
        writer.Write(Defaults.Alpha);
        writer.Write(Defaults.Red);
        writer.Write(Defaults.Green);
        writer.Write(Defaults.Blue);
    }

    public static VectorToImageOptions Load(BinaryReader reader)
    {
        var (colors, order) = ((ColorBits)reader.ReadByte(), (ColorsOrder)reader.ReadByte());
        var (width, height) = (reader.ReadInt32(), reader.ReadInt32());
        var (offset, scale) = (reader.ReadSingle(), reader.ReadSingle());
        var planes = new ColourPlanes(colors, order, reader.ReadBoolean());
        var defaults = new DefaultColour(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        return new VectorToImageOptions(height, width, planes, scale, offset, defaults);
    }

    /// <summary>
    /// A colour value: cut off to a whole number or, where it is scaled, rounded. Values outside 0 to 255 wrap, as in the original.
    /// </summary>
    public byte ToByte(float value) => IsScaled ? (byte)(int)Math.Round(value * Scale - Offset) : (byte)(int)value;

    /// <summary>
    /// A BGRA pixel of defaults. As in the original they are scaled like the values; and alpha, if the vector holds none, is then 0.
    /// </summary>
    public byte[] Background(bool scaled)
    {
        if (!scaled || !IsScaled) return [(byte)Defaults.Blue, (byte)Defaults.Green, (byte)Defaults.Red, (byte)Defaults.Alpha];
        var alpha = Planes.Colors.HasFlag(ColorBits.Alpha) ? ToByte(Defaults.Alpha) : (byte)0;
        return [ToByte(Defaults.Blue), ToByte(Defaults.Green), ToByte(Defaults.Red), alpha];
    }
}

/// <summary>A colour, 0 to 255 each.</summary>
internal sealed record DefaultColour(int Alpha, int Red, int Green, int Blue);
