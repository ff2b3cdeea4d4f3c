using Toolkit.Images;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Inspection;

/// <summary>
/// The kernels of a convolution as pictures. With one or three input channels every kernel is one tile, grey or in colour; else every
/// kernel has a row of grey tiles, one for each input channel. A weight of zero is mid-grey; each kernel's largest weight, by
/// absolute value, is black or white.
/// </summary>
public sealed class FilterGrid
{
    private const float Zero = 127.5f;

    private readonly List<ImageBuffer> tiles;
    private readonly int columns;

    private FilterGrid(string layer, Tensor weight)
    {
        var (kernels, channels) = (weight.shape[0], weight.shape[1]);
        Layer = layer;
        IsColour = channels == 3;
        tiles = [.. Enumerable.Range(0, (int)kernels).SelectMany(kernel => Tiles(weight[kernel]))];
        columns = channels is 1 or 3 ? ImageGrid.Columns(tiles.Count) : (int)channels;
    }

    /// <summary>Name of the convolution.</summary>
    public string Layer { get; }

    /// <summary>Whether the tiles are in colour: the convolution has three input channels.</summary>
    public bool IsColour { get; }

    /// <summary>Number of tiles: kernels, or kernels times channels.</summary>
    public int Count => tiles.Count;

    /// <summary>Takes the kernels as they are now.</summary>
    /// <param name="module">A network, or any module with convolutions.</param>
    /// <param name="layer">Dotted name of a <c>Conv2d</c>, such as <c>conv1</c>; the first one by default.</param>
    /// <exception cref="ArgumentException">There is no such layer, it is no convolution, or there is no convolution at all.</exception>
    public static FilterGrid Of(nn.Module module, string? layer = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        var name = layer ?? ModuleTree.Of(module).FirstOrDefault(entry => entry.Module is Conv2d).Name
            ?? throw new ArgumentException("The module has no two-dimensional convolution.", nameof(module));
        if (ModuleTree.Find(module, name) is not Conv2d convolution)
            throw new ArgumentException($"\"{name}\" is no two-dimensional convolution, so it has no kernels to show.", nameof(layer));
        using var scope = NewDisposeScope();
        return new(name, convolution.weight!.detach().cpu().to(ScalarType.Float32));
    }

    /// <summary>The picture.</summary>
    /// <param name="zoom">Pixels of the picture for one weight, at least 1; 8 by default.</param>
    public ImageBuffer Draw(int zoom = 8) => ImageGrid.Compose(tiles, columns, zoom);

    /// <summary>Writes the picture to a file.</summary>
    /// <param name="path">Ends in <c>.png</c>.</param>
    /// <param name="zoom">Pixels of the picture for one weight, at least 1; 8 by default.</param>
    /// <exception cref="ArgumentException">Another kind of file.</exception>
    /// <exception cref="Files.UnwritableFileException">The folder is missing or not writable, or the disk is full; the old file is unchanged.</exception>
    public void Save(string path, int zoom = 8) => PngFile.Save(Draw(zoom), path);

    /// <param name="kernel">[channels, height, width]</param>
    private ImageBuffer[] Tiles(Tensor kernel)
    {
        using var scope = NewDisposeScope();
        var (height, width) = ((int)kernel.shape[1], (int)kernel.shape[2]);
        var values = kernel.contiguous().data<float>().ToArray();
        var largest = values.Max(Math.Abs);
        var pixels = Array.ConvertAll(values, value => (byte)MathF.Round(Zero + Zero * (largest == 0 ? 0 : value / largest)));
        var channels = IsColour ? 3 : 1;
        return [.. pixels.Chunk(channels * height * width).Select(tile => Tile(tile, channels, height, width))];
    }

    private static ImageBuffer Tile(byte[] pixels, int channels, int height, int width)
    {
        var tile = new ImageBuffer();
        tile.Reshape(channels, height, width);
        pixels.CopyTo(tile.Pixels);
        return tile;
    }
}
