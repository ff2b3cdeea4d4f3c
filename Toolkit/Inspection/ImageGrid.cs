using Toolkit.Images;

namespace Toolkit.Inspection;

/// <summary>Lays images of one size out in rows and columns, enlarged, with lines of one pixel between them.</summary>
internal static class ImageGrid
{
    private const byte Line = 255;

    /// <param name="tiles">At least one; all of the same shape.</param>
    /// <param name="columns">Tiles in a row, at least 1.</param>
    /// <param name="zoom">Pixels of the grid for one pixel of a tile, at least 1.</param>
    public static ImageBuffer Compose(IReadOnlyList<ImageBuffer> tiles, int columns, int zoom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(zoom, 1);
        columns = Math.Min(columns, tiles.Count);
        var rows = (tiles.Count + columns - 1) / columns;
        var (height, width) = (tiles[0].Height * zoom + 1, tiles[0].Width * zoom + 1);
        var grid = new ImageBuffer();
        grid.Reshape(tiles[0].Channels, rows * height + 1, columns * width + 1);
        grid.Pixels.Fill(Line);
        for (var i = 0; i < tiles.Count; i++) Paste(tiles[i], zoom, grid, 1 + i / columns * height, 1 + i % columns * width);
        return grid;
    }

    /// <summary>About as many columns as rows, a power of two where the tiles fill the grid.</summary>
    public static int Columns(int tiles)
    {
        var columns = 1;
        while (columns * columns < tiles) columns *= 2;
        return columns;
    }

    private static void Paste(ImageBuffer tile, int zoom, ImageBuffer grid, int top, int left)
    {
        for (var channel = 0; channel < tile.Channels; channel++)
        {
            var from = tile.Plane(channel);
            var to = grid.Plane(channel);
            for (var row = 0; row < tile.Height * zoom; row++)
                for (var column = 0; column < tile.Width * zoom; column++)
                    to[(top + row) * grid.Width + left + column] = from[row / zoom * tile.Width + column / zoom];
        }
    }
}
