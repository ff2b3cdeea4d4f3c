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
/// Rows of tiles are taken some at a time, so that their matrices do not outgrow a cache. The number of threads makes no difference to the result: no output
/// depends on the part that its tile is in, and of how many rows the gradient of weights is summed at once depends on the sizes alone.
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

    private int TileRows => images * InputsOf(inputs).TileRows;

    private int TileColumns => InputsOf(inputs).TileColumns;

    public Tensor Forward(Tensor maps, Tensor weight) => Convolve(maps, weight, inputs, outputs, isTurned: false);

    public Tensor MapsGradient(Tensor gradient, Tensor weight) => Convolve(gradient, weight, outputs, inputs, isTurned: true);

    public Tensor WeightGradient(Tensor maps, Tensor gradient)
    {
        using var memory = new AlignedMemory();
        var weights = new TiledWeights<TLine>(inputs, outputs);
        var sums = memory.TakeZeros(weights.Length);
        var most = RowsOfPart(NumbersOfSum);
        var left = new TileMatrices(memory, Positions, most * TileColumns, inputs);
        var right = new TileMatrices(memory, Positions, most * TileColumns, outputs);
        for (var first = 0; first < TileRows; first += most)
        {
            var part = new Part(first, Math.Min(most, TileRows - first));
            Transform(part, TensorMemory.PointerToRows(maps), left, TensorMemory.PointerToRows(gradient), right);
            AddProducts(part, left, right, weights, sums);
        }
        var result = TensorMemory.New(outputs, inputs, 3, 3);
        weights.Fold(sums, TensorMemory.PointerTo(result));
        return result;
    }

    private void Transform(Part part, float* maps, TileMatrices left, float* gradient, TileMatrices right)
    {
        var (inputTiles, gradientTiles) = (InputsOf(inputs), OutputsOf(outputs));
        KernelThreads.Run(part.Rows, row =>
        {
            inputTiles.Transform<InputOf<TLine>>(maps, part.First + row, left, row * TileColumns);
            gradientTiles.Transform<OutputTransposedOf<TLine>>(gradient, part.First + row, right, row * TileColumns);
        });
    }

    private void AddProducts(Part part, TileMatrices left, TileMatrices right, TiledWeights<TLine> weights, float* sums) =>
        KernelThreads.Run(Positions * weights.Panels, item =>
        {
            var (position, panel) = (item / weights.Panels, item % weights.Panels);
            var columns = right.At(position, panel * MatrixTiles.Columns);
            MatrixTiles.AddTransposed(left.At(position), columns, inputs, part.Rows * TileColumns, weights.PanelOf(sums, position, panel));
        });

    private Tensor Convolve(Tensor maps, Tensor weight, int channels, int channelsOfResult, bool isTurned)
    {
        using var memory = new AlignedMemory();
        var weights = new TiledWeights<TLine>(channels, channelsOfResult);
        var matrices = memory.Take(weights.Length);
        if (isTurned) weights.TransformTurned(TensorMemory.PointerTo(weight), matrices);
        else weights.Transform(TensorMemory.PointerTo(weight), matrices);
        return Convolve(maps, weights, matrices, channels, channelsOfResult);
    }

    private Tensor Convolve(Tensor maps, TiledWeights<TLine> weights, float* matrices, int channels, int channelsOfResult)
    {
        var result = ChannelsLastFormat.New(images, channelsOfResult, height, width);
        var from = TensorMemory.PointerToRows(maps);
        var to = TensorMemory.PointerToRows(result);
        var (input, output) = (InputsOf(channels), OutputsOf(channelsOfResult));
        EachPart(part =>
        {
            using var memory = new AlignedMemory();
            var tiles = part.Rows * TileColumns;
            var rows = (tiles + MatrixTiles.Rows - 1) / MatrixTiles.Rows * MatrixTiles.Rows;
            var left = new TileMatrices(memory, Positions, rows, channels);
            var products = new TileMatrices(memory, Positions, rows, channelsOfResult);
            for (var row = 0; row < part.Rows; row++) input.Transform<InputOf<TLine>>(from, part.First + row, left, row * TileColumns);
            left.Clear(Positions, tiles, rows, channels);
            Multiply(left, weights, matrices, rows, channels, products);
            for (var row = 0; row < part.Rows; row++) output.Collect<OutputOf<TLine>>(products, row * TileColumns, to, part.First + row);
        });
        return result;
    }

    private static void Multiply(TileMatrices left, TiledWeights<TLine> weights, float* matrices, int rows, int channels, TileMatrices products)
    {
        for (var position = 0; position < Positions; position++)
        {
            for (var panel = 0; panel < weights.Panels; panel++)
            {
                var columns = products.At(position, panel * MatrixTiles.Columns);
                MatrixTiles.Multiply(left.At(position), weights.PanelOf(matrices, position, panel), rows, channels, columns);
            }
        }
    }

    /// <summary>Parts of about the same size, as many for each thread.</summary>
    private void EachPart(Action<Part> action)
    {
        var threads = get_num_threads();
        var parts = (TileRows / RowsOfPart(NumbersOfPart) + threads - 1) / threads * threads;
        parts = Math.Clamp(parts, Math.Min(TileRows, threads), TileRows);
        int Start(int part) => (int)((long)TileRows * part / parts);
        KernelThreads.Run(parts, part => action(new(Start(part), Start(part + 1) - Start(part))));
    }

    private int RowsOfPart(int numbers)
    {
        var tiles = Math.Max(FewestTiles, numbers / (Positions * (inputs + outputs)));
        return (tiles + TileColumns - 1) / TileColumns;
    }

    private TiledMaps InputsOf(int channels) => new(channels, height, width, TLine.Outputs, TLine.Inputs, TLine.Before);

    private TiledMaps OutputsOf(int channels) => new(channels, height, width, TLine.Outputs, TLine.Outputs, Before: 0);

    /// <summary>Some rows of tiles, counted through all images.</summary>
    private readonly record struct Part(int First, int Rows);
}
