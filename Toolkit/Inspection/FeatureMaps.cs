using Toolkit.Images;
using Toolkit.LibTorch;
using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Inspection;

/// <summary>The feature maps of one layer for one image: the activations of each of its channels.</summary>
/// <remarks>Not while another thread uses the network, whose layers are watched meanwhile.</remarks>
public sealed class FeatureMaps
{
    private readonly float[] values;

    private FeatureMaps(string layer, Tensor maps)
    {
        Layer = layer;
        (Count, Height, Width) = ((int)maps.shape[0], (int)maps.shape[1], (int)maps.shape[2]);
        values = maps.contiguous().data<float>().ToArray();
    }

    /// <summary>Name of the layer.</summary>
    public string Layer { get; }

    /// <summary>Number of maps: the layer's channels.</summary>
    public int Count { get; }

    /// <summary>Height of a map.</summary>
    public int Height { get; }

    /// <summary>Width of a map.</summary>
    public int Width { get; }

    /// <summary>The activations of one map, row by row.</summary>
    /// <param name="map">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<float> this[int map] => values.AsSpan(map * Height * Width, Height * Width);

    /// <summary>Prepares an image as the network's <see cref="Network.InputSpec"/> says and records a layer's output.</summary>
    /// <param name="network">Its mode is left as it is.</param>
    /// <param name="image">8-bit pixels of any size; left as they are.</param>
    /// <param name="layer">Dotted name, such as <c>layer1.0</c> or <c>features.0</c>.</param>
    /// <exception cref="ArgumentException">There is no such layer, it is not reached, or its output is no feature map.</exception>
    public static FeatureMaps Of(Network network, ImageBuffer image, string layer)
    {
        using var input = PreparedImage.For(network, image);
        return Of(network, input.Tensor, layer);
    }

    /// <summary>Records a layer's output.</summary>
    /// <param name="module">A network, or any module. Its mode is left as it is.</param>
    /// <param name="image">One normalised image, <c>[1, C, H, W]</c>, on the module's device.</param>
    /// <param name="layer">Dotted name, such as <c>layer1.0</c> or <c>features.0</c>.</param>
    /// <exception cref="ArgumentException">There is no such layer, it is not reached, or its output is no feature map.</exception>
    public static FeatureMaps Of(nn.Module<Tensor, Tensor> module, Tensor image, string layer)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(layer);
        module.CorrectConvolutions();
        FeatureMaps? maps = null;
        using var mode = new EvaluationMode(module);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var hooks = new LayerHooks();
        hooks.After(ModuleTree.Find(module, layer), (_, output) => maps = new(layer, OnlyMaps(output, layer)));
        module.call(image);
        return maps ?? throw new ArgumentException($"The forward pass does not reach the layer \"{layer}\".", nameof(layer));
    }

    /// <summary>The picture: every map is a tile, from black for its smallest activation to white for its largest.</summary>
    /// <param name="limit">At most so many maps, the first ones; 64 by default.</param>
    /// <param name="zoom">Pixels of the picture for one activation, at least 1; 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public ImageBuffer Draw(int limit = 64, int zoom = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ImageBuffer[] tiles = [.. Enumerable.Range(0, Math.Min(limit, Count)).Select(Tile)];
        return ImageGrid.Compose(tiles, ImageGrid.Columns(tiles.Length), zoom);
    }

    /// <summary>Writes the picture to a file.</summary>
    /// <param name="path">Ends in <c>.png</c>.</param>
    /// <param name="limit">At most so many maps, the first ones; 64 by default.</param>
    /// <param name="zoom">Pixels of the picture for one activation, at least 1; 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    /// <exception cref="ArgumentException">Another kind of file.</exception>
    /// <exception cref="Files.UnwritableFileException">The folder is missing or not writable, or the disk is full; the old file is unchanged.</exception>
    public void Save(string path, int limit = 64, int zoom = 1) => PngFile.Save(Draw(limit, zoom), path);

    private static Tensor OnlyMaps(Tensor output, string layer)
    {
        if (output.Dimensions != 4 || output.shape[0] != 1)
        {
            throw new ArgumentException($"Feature maps of one image are [1, C, H, W], but \"{layer}\" returns " +
                $"[{string.Join(", ", output.shape)}]. Choose a convolution, a pooling or a block of them, and give one image.");
        }
        return output[0].cpu().to(ScalarType.Float32);
    }

    private ImageBuffer Tile(int map)
    {
        var activations = this[map];
        var (smallest, largest) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in activations) (smallest, largest) = (Math.Min(smallest, value), Math.Max(largest, value));
        var tile = new ImageBuffer();
        tile.Reshape(1, Height, Width);
        var scale = largest > smallest ? byte.MaxValue / (largest - smallest) : 0;
        for (var i = 0; i < activations.Length; i++) tile.Pixels[i] = (byte)MathF.Round((activations[i] - smallest) * scale);
        return tile;
    }
}
