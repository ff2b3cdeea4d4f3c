namespace Toolkit.Kernels.Convolution;

/// <summary>Weights of 3×3 kernels, transformed into one matrix a position, in panels of <see cref="PanelProduct"/>.</summary>
/// <param name="inputs">A multiple of 32.</param>
/// <param name="outputs">A multiple of 32.</param>
internal sealed unsafe class TiledWeights<TLine>(int inputs, int outputs) where TLine : struct, ILineAlgorithm
{
    private const int Area = 9, Side = 3;

    private static int Positions => TLine.Positions * TLine.Positions;

    /// <summary>Numbers from one matrix to the next.</summary>
    public int MatrixLength { get; } = PanelProduct.Distance(inputs, outputs);

    /// <summary>Numbers of all matrices.</summary>
    public int Length => Positions * MatrixLength;

    /// <summary>Matrices of inputs × outputs.</summary>
    /// <param name="weights"><c>[outputs, inputs, 3, 3]</c>.</param>
    /// <param name="matrices">Receives them.</param>
    public void Transform(float* weights, float* matrices) => KernelThreads.Run(outputs / Lanes.Count, block =>
    {
        using var memory = new AlignedMemory();
        var kernels = memory.Take(inputs * Area * Lanes.Count);
        var (output, row) = (block * Lanes.Count, inputs * Area);
        if (TLine.HasOneWeight) GatherMiddles(weights + output * row, row, kernels);
        else Lanes.Gather(weights + output * row, row, row, kernels, Lanes.Count);
        var to = matrices + PanelProduct.Place(output, inputs);
        for (var input = 0; input < inputs; input++, to += PanelProduct.Columns)
        {
            TileTransforms.Apply<WeightOf<TLine>>(
                kernels + input * Area * Lanes.Count, Side * Lanes.Count, Lanes.Count, to, TLine.Positions * MatrixLength, MatrixLength);
        }
    });

    /// <summary>The ninth part of the weights that count, in their places.</summary>
    private static void GatherMiddles(float* weights, int row, float* kernels)
    {
        for (var lane = 0; lane < Lanes.Count; lane++, weights += row)
        {
            for (var i = Area / 2; i < row; i += Area) kernels[i * Lanes.Count + lane] = weights[i];
        }
    }

    /// <summary>Matrices of outputs × inputs.</summary>
    /// <param name="matrices">What <see cref="Transform"/> made.</param>
    /// <param name="transposed">Receives them.</param>
    public void Transpose(float* matrices, float* transposed) => KernelThreads.Run(Positions * inputs / Lanes.Count, item =>
    {
        var (position, input) = (item / (inputs / Lanes.Count) * MatrixLength, item % (inputs / Lanes.Count) * Lanes.Count);
        for (var output = 0; output < outputs; output += Lanes.Count)
        {
            var from = matrices + position + PanelProduct.Place(output, inputs) + input * PanelProduct.Columns;
            var to = transposed + position + PanelProduct.Place(input, outputs) + output * PanelProduct.Columns;
            Lanes.Gather(from, PanelProduct.Columns, Lanes.Count, to, PanelProduct.Columns);
        }
    });

    /// <summary>The gradient of the weights: the transpose of <see cref="Transform"/>.</summary>
    /// <param name="gradients">Of the matrices.</param>
    /// <param name="weights">Receives <c>[outputs, inputs, 3, 3]</c>.</param>
    public void Fold(float* gradients, float* weights) => KernelThreads.Run(outputs / Lanes.Count, block =>
    {
        using var memory = new AlignedMemory();
        var kernels = memory.Take(inputs * Area * Lanes.Count);
        var (output, row) = (block * Lanes.Count, inputs * Area);
        var from = gradients + PanelProduct.Place(output, inputs);
        for (var input = 0; input < inputs; input++, from += PanelProduct.Columns)
        {
            TileTransforms.Apply<WeightTransposedOf<TLine>>(
                from, TLine.Positions * MatrixLength, MatrixLength, kernels + input * Area * Lanes.Count, Side * Lanes.Count, Lanes.Count);
        }
        Lanes.Scatter(kernels, Lanes.Count, row, weights + output * row, row);
    });
}
