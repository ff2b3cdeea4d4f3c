namespace Toolkit.Kernels.Convolution;

/// <summary>
/// Feature maps of 16 images side by side, so that a vector holds one pixel of each: whatever the size of the maps is, no part of a vector
/// stays empty. Around the maps there may be a border of zeros.
/// </summary>
/// <param name="Channels">Number of maps.</param>
/// <param name="Height">Rows, border included.</param>
/// <param name="Width">Columns, border included.</param>
/// <param name="Top">Rows of the border above the map.</param>
/// <param name="Left">Columns of the border on the left.</param>
internal readonly unsafe record struct LaneMaps(int Channels, int Height, int Width, int Top, int Left)
{
    /// <summary>Images that lie side by side.</summary>
    public const int Images = Lanes.Count;

    /// <summary>Numbers of a row.</summary>
    public int Row => Width * Images;

    /// <summary>Numbers of a map.</summary>
    public int Map => Height * Row;

    /// <summary>Numbers of all maps.</summary>
    public int Length => Channels * Map;

    /// <summary>Where the first pixel inside the border is.</summary>
    public int Start => Top * Row + Left * Images;

    /// <summary>The taps of a kernel that meet more than zeros of the border, where the kernel lies over two rows or columns one after the other.</summary>
    /// <param name="at">The first row or column that it begins at.</param>
    /// <param name="kernel">Its size.</param>
    /// <param name="border">Rows or columns of the border before the map; behind the map there are as many.</param>
    /// <param name="size">Rows or columns, border included.</param>
    public static (int First, int End) Taps(int at, int kernel, int border, int size) =>
        (Math.Max(0, border - 1 - at), Math.Min(kernel, size - border - at));

    /// <summary>Puts images side by side; zeros stand for images that lack.</summary>
    /// <param name="images">The first image: <c>[Channels, height, width]</c>.</param>
    /// <param name="count">How many there are, one behind the other; the rest is zeros.</param>
    /// <param name="height">Rows of an image, without border.</param>
    /// <param name="width">Columns of an image, without border.</param>
    /// <param name="lanes">Receives the maps, the border included.</param>
    public void Gather(float* images, int count, int height, int width, float* lanes)
    {
        new Span<float>(lanes, Length).Clear();
        var (rows, columns) = HasBorder(height, width) ? (height, width) : (1, height * width);
        var pixels = Channels * height * width;
        for (var row = 0; row < Channels * rows; row++, images += columns)
        {
            var target = lanes + row / rows * Map + Start + row % rows * Row;
            if (count == Images) Lanes.Gather(images, pixels, columns, target, Images);
            else for (var image = 0; image < count; image++) Spread(images + image * pixels, target + image, columns);
        }
    }

    /// <summary>Puts images one behind the other: the reverse of <see cref="Gather"/>.</summary>
    public void Scatter(float* lanes, int count, int height, int width, float* images)
    {
        var (rows, columns) = HasBorder(height, width) ? (height, width) : (1, height * width);
        var pixels = Channels * height * width;
        for (var row = 0; row < Channels * rows; row++, images += columns)
        {
            var source = lanes + row / rows * Map + Start + row % rows * Row;
            if (count == Images) Lanes.Scatter(source, Images, columns, images, pixels);
            else for (var image = 0; image < count; image++) Collect(source + image, images + image * pixels, columns);
        }
    }

    private bool HasBorder(int height, int width) => height != Height || width != Width;

    private static void Spread(float* from, float* to, int count)
    {
        for (var i = 0; i < count; i++, to += Lanes.Count) *to = from[i];
    }

    private static void Collect(float* from, float* to, int count)
    {
        for (var i = 0; i < count; i++, from += Lanes.Count) to[i] = *from;
    }
}
