using Toolkit.LibTorch;
using static TorchSharp.torch;

namespace Toolkit.Kernels.Normalization;

/// <summary>
/// Feature maps as rows of numbers, one row a pixel of an image, whose channels lie side by side (<see cref="ChannelsLastFormat"/>). Where channels are few, several
/// pixels make a row, so that what is known of a channel stands in it as often. Rows are worked on in parts that a core's cache holds; their sizes depend on
/// the shape alone, so that the number of threads makes no difference to the result.
/// </summary>
internal sealed unsafe class PixelRows
{
    private const int LongEnough = 64, Vector = 8, NumbersOfPart = 1 << 14;

    private PixelRows(int channels, int pixels, int pixelsOfRow)
    {
        (Channels, Pixels, PixelsOfRow) = (channels, pixels, pixelsOfRow);
        RowsOfPart = Math.Max(1, NumbersOfPart / Columns);
        Parts = (Rows + RowsOfPart - 1) / RowsOfPart;
    }

    public int Channels { get; }

    /// <summary>Of all images.</summary>
    public int Pixels { get; }

    public int PixelsOfRow { get; }

    /// <summary>Numbers of a row, a multiple of 8.</summary>
    public int Columns => Channels * PixelsOfRow;

    public int Rows => Pixels / PixelsOfRow;

    /// <summary>Rows of each part but the last.</summary>
    public int RowsOfPart { get; }

    public int Parts { get; }

    /// <summary>How maps are cut into rows; null where their number of pixels does not fit, or .NET cannot count them.</summary>
    /// <param name="maps"><c>[N, C, H, W]</c>.</param>
    public static PixelRows? Of(Tensor maps)
    {
        var shape = maps.shape;
        var (channels, pixels) = (shape[1], shape[0] * shape[2] * shape[3]);
        if (pixels == 0 || !TensorMemory.Holds(channels * pixels)) return null;
        var pixelsOfRow = 1;
        while (channels * pixelsOfRow < LongEnough || channels * pixelsOfRow % Vector != 0) pixelsOfRow++;
        return pixels % pixelsOfRow == 0 ? new((int)channels, (int)pixels, pixelsOfRow) : null;
    }

    /// <summary>Where a part begins, and how many rows it has.</summary>
    public (int Start, int Rows) Part(int number) =>
        (number * RowsOfPart * Columns, Math.Min(RowsOfPart, Rows - number * RowsOfPart));

    /// <summary>What is known of each channel, as often as a row needs it.</summary>
    /// <param name="memory">Holds the row.</param>
    /// <param name="ofChannel">Of each channel.</param>
    public float* Row(AlignedMemory memory, Func<int, double> ofChannel)
    {
        var row = memory.Take(Columns);
        for (var channel = 0; channel < Channels; channel++) row[channel] = (float)ofChannel(channel);
        for (var column = Channels; column < Columns; column++) row[column] = row[column - Channels];
        return row;
    }
}
