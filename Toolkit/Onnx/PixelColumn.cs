using Toolkit.Images;

namespace Toolkit.Onnx;

/// <summary>Pixels from 0 to 255 in a column of a pipeline: one image a row, red before green before blue.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Width">In pixels.</param>
/// <param name="IsInterleaved">Whether all channels of a pixel follow each other; otherwise channel follows channel.</param>
public sealed record PixelColumn(string Name, int Channels, int Height, int Width, bool IsInterleaved = false)
{
    internal long[] Shape => IsInterleaved ? [1, Height, Width, Channels] : [1, Channels, Height, Width];

    /// <summary>Whether a network's images are the column's, or cut out of them: nothing has to be resized.</summary>
    /// <param name="input">The images that the network takes.</param>
    public bool Suits(InputSpec input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return (Height, Width) == (input.Height, input.Width)
            || (Math.Min(Height, Width) == input.ResizeShorterSide && Height >= input.Height && Width >= input.Width);
    }
}
