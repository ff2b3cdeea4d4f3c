using Toolkit.LibTorch;
using static TorchSharp.torch;

namespace Toolkit.Kernels.Winograd;

/// <summary>The passes of <see cref="WinogradConvolution"/> over maps of one size.</summary>
internal interface IWinogradPass
{
    /// <summary>The convolution.</summary>
    /// <param name="maps"><c>[N, inputs, H, W]</c>, <see cref="ChannelsLastFormat"/>.</param>
    /// <param name="weight"><c>[outputs, inputs, 3, 3]</c>, contiguous.</param>
    /// <returns><c>[N, outputs, H, W]</c>, in that order.</returns>
    Tensor Forward(Tensor maps, Tensor weight);

    /// <summary>The gradient of the maps: a convolution of that of the outputs.</summary>
    Tensor MapsGradient(Tensor gradient, Tensor weight);

    /// <summary>The gradient of the weights.</summary>
    Tensor WeightGradient(Tensor maps, Tensor gradient);
}

/// <summary>
/// Rows of tiles are taken some at a time, so that their matrices do not outgrow a cache; how many depends on the sizes alone, so that the number of threads makes no
/// difference to the result.
/// </summary>
/// <param name="images">Number of images.</param>
/// <param name="inputs">Channels of the input, a multiple of 16.</param>
/// <param name="outputs">Channels of the output, a multiple of 16.</param>
/// <param name="height">Rows of the maps.</param>
/// <param name="width">Columns of the maps.</param>
internal sealed unsafe class WinogradPass<TLine>(int images, int inputs, int outputs, int height, int width) : IWinogradPass where TLine : struct, ILineAlgorithm
{
    /// <summary>Of the matrices of both sides together: a megabyte where one thread works on them, and two where all do.</summary>
    private const int NumbersOfPart = 1 << 18, NumbersOfSum = 1 << 19;

    /// <summary>With fewer, reading the weights takes longer than the products do.</summary>
    private const int FewestTiles = 96;

    private static int Positions => TLine.Positions * TLine.Positions;

    private int TileRows => images * MapsOf(inputs).TileRows;

    public Tensor Forward(Tensor maps, Tensor weight)
    {
        using var memory = new AlignedMemory();
        var weights = new TiledWeights<TLine>(inputs, outputs);
        var matrices = memory.Take(weights.Length);
        weights.Transform(TensorMemory.PointerTo(weight), matrices);
        return Convolve(maps, weights, matrices, inputs, outputs);
    }

    public Tensor MapsGradient(Tensor gradient, Tensor weight)
    {
        using var memory = new AlignedMemory();
        var weights = new TiledWeights<TLine>(outputs, inputs);
        var matrices = memory.Take(weights.Length);
        weights.TransformTurned(TensorMemory.PointerTo(weight), matrices);
        return Convolve(gradient, weights, matrices, outputs, inputs);
    }

    public Tensor WeightGradient(Tensor maps, Tensor gradient)
    {
        using var memory = new AlignedMemory();
        var weights = new TiledWeights<TLine>(inputs, outputs);
        var sums = memory.TakeZeros(weights.Length);
        var from = TensorMemory.PointerToRows(maps);
        var above = TensorMemory.PointerToRows(gradient);
        var (below, behind) = (MapsOf(inputs), GradientsOf(outputs));
        var most = RowsOfPart(NumbersOfSum);
        var left = new TileMatrices(memory, Positions, most * below.TileColumns, inputs);
        var right = new TileMatrices(memory, Positions, most * below.TileColumns, outputs);
        for (var first = 0; first < TileRows; first += most)
        {
            var (start, count) = (first, Math.Min(most, TileRows - first));
            KernelThreads.Run(count, row =>
            {
                below.Transform<InputOf<TLine>>(from, start + row, left, row * below.TileColumns);
                behind.Transform<OutputTransposedOf<TLine>>(above, start + row, right, row * below.TileColumns);
            });
            KernelThreads.Run(Positions * weights.Panels, item =>
            {
                var (position, panel) = (item / weights.Panels, item % weights.Panels);
                MatrixTiles.AddTransposed(
                    left.At(position), right.At(position, panel * MatrixTiles.Columns), inputs, count * below.TileColumns,
                    weights.PanelOf(sums, position, panel));
            });
        }
        var result = TensorMemory.New(outputs, inputs, 3, 3);
        weights.Fold(sums, TensorMemory.PointerTo(result));
        return result;
    }

    private Tensor Convolve(Tensor maps, TiledWeights<TLine> weights, float* matrices, int channels, int channelsOfResult)
    {
        var result = ChannelsLastFormat.New(images, channelsOfResult, height, width);
        var from = TensorMemory.PointerToRows(maps);
        var to = TensorMemory.PointerToRows(result);
        var (input, output) = (MapsOf(channels), GradientsOf(channelsOfResult));
        var threads = get_num_threads();
        var parts = (TileRows / RowsOfPart(NumbersOfPart) + threads - 1) / threads * threads;
        parts = Math.Clamp(parts, Math.Min(TileRows, threads), TileRows);
        KernelThreads.Run(parts, part =>
        {
            using var memory = new AlignedMemory();
            var start = (int)((long)TileRows * part / parts);
            var count = (int)((long)TileRows * (part + 1) / parts) - start;
            var tiles = count * input.TileColumns;
            var rows = (tiles + MatrixTiles.Rows - 1) / MatrixTiles.Rows * MatrixTiles.Rows;
            var left = new TileMatrices(memory, Positions, rows, channels);
            var products = new TileMatrices(memory, Positions, rows, channelsOfResult);
            for (var row = 0; row < count; row++) input.Transform<InputOf<TLine>>(from, start + row, left, row * input.TileColumns);
            left.Clear(Positions, tiles, rows, channels);
            for (var position = 0; position < Positions; position++)
            {
                for (var panel = 0; panel < weights.Panels; panel++)
                {
                    MatrixTiles.Multiply(
                        left.At(position), weights.PanelOf(matrices, position, panel), rows, channels, products.At(position, panel * MatrixTiles.Columns));
                }
            }
            for (var row = 0; row < count; row++) output.Collect<OutputOf<TLine>>(products, row * input.TileColumns, to, start + row);
        });
        return result;
    }

    private int RowsOfPart(int numbers)
    {
        var columns = MapsOf(inputs).TileColumns;
        return Math.Max(1, Math.Max(FewestTiles, numbers / (Positions * (inputs + outputs))) / columns);
    }

    private TiledMaps MapsOf(int channels) => new(channels, height, width, TLine.Outputs, TLine.Inputs, TLine.Before);

    private TiledMaps GradientsOf(int channels) => new(channels, height, width, TLine.Outputs, TLine.Outputs, Before: 0);
}
