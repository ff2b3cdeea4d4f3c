namespace Toolkit.Kernels.Winograd;

/// <summary>One matrix a position, a row of channels for each tile.</summary>
internal readonly unsafe struct TileMatrices
{
    /// <summary>A cache line between rows and three between matrices: at distances of powers of two, all would compete for the same places of the cache.</summary>
    private const int BetweenRows = 16, BetweenMatrices = 48;

    private readonly float* first;
    private readonly int rowLength;
    private readonly nint distance;

    /// <param name="memory">Holds them.</param>
    /// <param name="positions">How many matrices.</param>
    /// <param name="rows">Rows of each.</param>
    /// <param name="channels">Numbers of a row.</param>
    public TileMatrices(AlignedMemory memory, int positions, int rows, int channels)
    {
        rowLength = channels + BetweenRows;
        distance = (nint)rows * rowLength + BetweenMatrices;
        first = memory.Take(positions * distance);
    }

    /// <summary>The rows of a matrix, from one of its columns on.</summary>
    public MatrixRows At(int position, int column = 0) => new(first + position * distance + column, rowLength);

    /// <summary>Makes rows of all matrices zero.</summary>
    public void Clear(int positions, int start, int end, int channels)
    {
        for (var position = 0; position < positions; position++)
        {
            for (var row = start; row < end; row++) new Span<float>(At(position)[row], channels).Clear();
        }
    }
}
