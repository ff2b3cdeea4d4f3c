using System.Runtime.Intrinsics;

namespace Toolkit.Kernels.Convolution;

/// <summary>
/// Feature maps, cut into tiles that are transformed into the rows of matrices in panels of <see cref="PanelProduct"/>, one matrix a position.
/// </summary>
/// <param name="Channels">A multiple of 32.</param>
/// <param name="Height">Rows of a map.</param>
/// <param name="Width">Columns of a map.</param>
/// <param name="Pitch">Pixels from one tile to the next.</param>
/// <param name="Side">Pixels of a tile; more than the pitch where tiles overlap.</param>
/// <param name="Before">Rows and columns of zeros before the map that the first tile begins with.</param>
internal readonly unsafe record struct TiledMaps(int Channels, int Height, int Width, int Pitch, int Side, int Before)
{
    /// <summary>Tiles of a map.</summary>
    public int Tiles => TileRows * TileColumns;

    private int TileRows => (Height + Pitch - 1) / Pitch;

    private int TileColumns => (Width + Pitch - 1) / Pitch;

    private int Columns => (TileColumns - 1) * Pitch + Side;

    private int PaddedLength => ((TileRows - 1) * Pitch + Side) * Columns * Lanes.Count;

    private int PlainLength => Height * Width * Lanes.Count;

    /// <summary>Transforms an image's tiles.</summary>
    /// <param name="image"><c>[Channels, Height, Width]</c>.</param>
    /// <param name="matrices">Where the row of the image's first tile is in the first panel of the first matrix.</param>
    /// <param name="rows">Rows of a matrix.</param>
    public void Transform<TTransform>(float* image, float* matrices, int rows) where TTransform : struct, ILineTransform
    {
        using var memory = new AlignedMemory();
        var padded = memory.TakeZeros(PaddedLength);
        var plain = memory.Take(PlainLength);
        var distance = PanelProduct.Distance(rows, Channels);
        for (var channel = 0; channel < Channels; channel += Lanes.Count)
        {
            Lanes.Gather(image + channel * Height * Width, Height * Width, Height * Width, plain, Lanes.Count);
            Copy(plain, Width, padded + (Before * Columns + Before) * Lanes.Count, Columns);
            var row = matrices + PanelProduct.Place(channel, rows);
            for (var tile = 0; tile < Tiles; tile++, row += PanelProduct.Columns)
            {
                TileTransforms.Apply<TTransform>(
                    padded + Start(tile), Columns * Lanes.Count, Lanes.Count, row, TTransform.To * distance, distance);
            }
        }
    }

    /// <summary>Transforms rows back into an image's tiles and adds up where those overlap.</summary>
    /// <param name="matrices">Where the row of the image's first tile is in the first panel of the first matrix.</param>
    /// <param name="rows">Rows of a matrix.</param>
    /// <param name="image">Receives <c>[Channels, Height, Width]</c>.</param>
    public void Collect<TTransform>(float* matrices, int rows, float* image) where TTransform : struct, ILineTransform
    {
        using var memory = new AlignedMemory();
        var padded = memory.Take(PaddedLength);
        var plain = memory.Take(PlainLength);
        var distance = PanelProduct.Distance(rows, Channels);
        var pixels = memory.Take(TTransform.To * TTransform.To * Lanes.Count);
        for (var channel = 0; channel < Channels; channel += Lanes.Count)
        {
            new Span<float>(padded, PaddedLength).Clear();
            var row = matrices + PanelProduct.Place(channel, rows);
            for (var tile = 0; tile < Tiles; tile++, row += PanelProduct.Columns)
            {
                TileTransforms.Apply<TTransform>(
                    row, TTransform.From * distance, distance, pixels, TTransform.To * Lanes.Count, Lanes.Count);
                Add(pixels, padded + Start(tile));
            }
            Copy(padded + (Before * Columns + Before) * Lanes.Count, Columns, plain, Width);
            Lanes.Scatter(plain, Lanes.Count, Height * Width, image + channel * Height * Width, Height * Width);
        }
    }

    private int Start(int tile) => (tile / TileColumns * Columns + tile % TileColumns) * Pitch * Lanes.Count;

    private void Add(float* pixels, float* to)
    {
        for (var y = 0; y < Side; y++, to += Columns * Lanes.Count)
        {
            for (var x = 0; x < Side; x++, pixels += Lanes.Count)
                (Vector512.Load(to + x * Lanes.Count) + Vector512.Load(pixels)).Store(to + x * Lanes.Count);
        }
    }

    private void Copy(float* from, int fromColumns, float* to, int toColumns)
    {
        for (var row = 0; row < Height; row++)
        {
            var source = new ReadOnlySpan<float>(from + row * fromColumns * Lanes.Count, Width * Lanes.Count);
            source.CopyTo(new Span<float>(to + row * toColumns * Lanes.Count, source.Length));
        }
    }
}
