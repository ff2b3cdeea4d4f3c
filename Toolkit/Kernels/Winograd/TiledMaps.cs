namespace Toolkit.Kernels.Winograd;

/// <summary>
/// Feature maps with the channels last, cut into tiles; a row of tiles at a time, whose lines of pixels are transformed downwards first, over all columns and
/// channels, and then across, tile by tile.
/// </summary>
/// <param name="Channels">A multiple of 8.</param>
/// <param name="Height">Rows of a map.</param>
/// <param name="Width">Columns of a map.</param>
/// <param name="Pitch">Pixels from one tile to the next.</param>
/// <param name="Side">Pixels of a tile, which a transform takes or makes; more than the pitch where tiles overlap.</param>
/// <param name="Before">Rows and columns of padding that the first tile begins with.</param>
internal readonly unsafe record struct TiledMaps(int Channels, int Height, int Width, int Pitch, int Side, int Before)
{
    private const int MostPlaces = 4;

    /// <summary>Rows of tiles that an image has.</summary>
    public int TileRows => (Height + Pitch - 1) / Pitch;

    /// <summary>Tiles of a row.</summary>
    public int TileColumns => (Width + Pitch - 1) / Pitch;

    private int Columns => (TileColumns - 1) * Pitch + Side;

    private int Line => Width * Channels;

    private nint PaddedLine => (nint)Columns * Channels;

    /// <summary>Transforms a row of tiles.</summary>
    /// <param name="maps">The first image.</param>
    /// <param name="tileRow">Counted through all images.</param>
    /// <param name="matrices">Receive them.</param>
    /// <param name="row">Of the matrices, for the first tile.</param>
    public void Transform<TTransform>(float* maps, int tileRow, TileMatrices matrices, int row) where TTransform : struct, ILineTransform
    {
        using var memory = new AlignedMemory();
        var from = stackalloc float*[MostPlaces];
        var to = stackalloc float*[MostPlaces];
        var between = memory.Take(TTransform.To * PaddedLine);
        Down<TTransform>(memory, maps, tileRow, between, from, to);
        for (var tile = 0; tile < TileColumns; tile++, row++)
        {
            for (var line = 0; line < TTransform.To; line++)
            {
                for (var i = 0; i < Side; i++) from[i] = between + line * PaddedLine + (tile * Pitch + i) * Channels;
                for (var i = 0; i < TTransform.To; i++) to[i] = matrices.At(line * TTransform.To + i)[row];
                TTransform.Apply(from, to, Channels);
            }
        }
    }

    /// <summary>Transforms a row of tiles back, which don't overlap.</summary>
    /// <param name="matrices">What is transformed.</param>
    /// <param name="row">Of the matrices, for the first tile.</param>
    /// <param name="maps">The first image, whose pixels are set.</param>
    /// <param name="tileRow">Counted through all images.</param>
    public void Collect<TTransform>(TileMatrices matrices, int row, float* maps, int tileRow) where TTransform : struct, ILineTransform
    {
        using var memory = new AlignedMemory();
        var from = stackalloc float*[MostPlaces];
        var to = stackalloc float*[MostPlaces];
        var between = memory.Take(TTransform.From * PaddedLine);
        for (var tile = 0; tile < TileColumns; tile++, row++)
        {
            for (var line = 0; line < TTransform.From; line++)
            {
                for (var i = 0; i < TTransform.From; i++) from[i] = matrices.At(line * TTransform.From + i)[row];
                for (var i = 0; i < TTransform.To; i++) to[i] = between + line * PaddedLine + (tile * Pitch + i) * Channels;
                TTransform.Apply(from, to, Channels);
            }
        }
        var outside = memory.Take(Line);
        for (var line = 0; line < TTransform.From; line++) from[line] = between + line * PaddedLine;
        for (var i = 0; i < TTransform.To; i++) to[i] = PixelLine(maps, tileRow, i, outside);
        TTransform.Apply(from, to, Line);
    }

    /// <summary>Columns of padding stay zero.</summary>
    private void Down<TTransform>(AlignedMemory memory, float* maps, int tileRow, float* between, float** from, float** to)
        where TTransform : struct, ILineTransform
    {
        var outside = memory.TakeZeros(Line);
        for (var i = 0; i < Side; i++) from[i] = PixelLine(maps, tileRow, i, outside);
        for (var line = 0; line < TTransform.To; line++)
        {
            var start = between + line * PaddedLine;
            to[line] = start + Before * Channels;
            new Span<float>(start, Before * Channels).Clear();
            new Span<float>(to[line] + Line, (Columns - Before - Width) * Channels).Clear();
        }
        TTransform.Apply(from, to, Line);
    }

    /// <summary>A line of pixels of a row of tiles.</summary>
    private float* PixelLine(float* maps, int tileRow, int number, float* outside)
    {
        var (image, y) = (tileRow / TileRows, tileRow % TileRows * Pitch - Before + number);
        return y >= 0 && y < Height ? maps + ((nint)image * Height + y) * Line : outside;
    }
}
