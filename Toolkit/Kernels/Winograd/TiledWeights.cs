using System.Runtime.CompilerServices;

namespace Toolkit.Kernels.Winograd;

/// <summary>
/// Weights of 3×3 kernels, transformed into a matrix of inputs × outputs for each position, in panels of <see cref="MatrixTiles"/>. Kernels are taken in
/// blocks of 16 × 16, so that what is read and written lies side by side.
/// </summary>
/// <param name="inputs">Rows of a matrix, a multiple of 16.</param>
/// <param name="outputs">Columns of a matrix, a multiple of 16.</param>
internal sealed unsafe class TiledWeights<TLine>(int inputs, int outputs) where TLine : struct, ILineAlgorithm
{
    private const int Side = 3, Area = Side * Side, Panel = MatrixTiles.Columns, Block = Panel * Panel, MostPlaces = 4;

    private delegate void BlockAction(int panel, int row, float* block);

    /// <summary>Three cache lines more than a matrix has, so that matrices do not compete for the same places of the cache.</summary>
    private readonly nint distance = (nint)inputs * outputs + 48;

    /// <summary>Numbers of all matrices.</summary>
    public nint Length => TLine.Positions * TLine.Positions * distance;

    public int Panels => outputs / Panel;

    /// <summary>Sixteen columns of a matrix.</summary>
    public float* PanelOf(float* matrices, int position, int panel) => matrices + position * distance + (nint)panel * inputs * Panel;

    /// <summary>Matrices of the weights.</summary>
    /// <param name="weights"><c>[outputs, inputs, 3, 3]</c>.</param>
    /// <param name="matrices">Receives them.</param>
    public void Transform(float* weights, float* matrices) => EachBlock((panel, row, block) =>
    {
        Read(weights + ((nint)panel * Panel * inputs + row) * Area, inputs * Area, block, 1, Panel);
        ToMatrices(block, matrices, panel, row);
    });

    /// <summary>Matrices of the weights with which the gradient goes back: inputs and outputs changed, and the kernels turned by half a circle.</summary>
    /// <param name="weights"><c>[inputs, outputs, 3, 3]</c>.</param>
    /// <param name="matrices">Receives them.</param>
    public void TransformTurned(float* weights, float* matrices) => EachBlock((panel, row, block) =>
    {
        Read(weights + ((nint)row * outputs + panel * Panel) * Area, outputs * Area, block, Panel, 1, isTurned: true);
        ToMatrices(block, matrices, panel, row);
    });

    /// <summary>The gradient of the weights: the transpose of <see cref="Transform"/>.</summary>
    /// <param name="gradients">Of the matrices.</param>
    /// <param name="weights">Receives <c>[outputs, inputs, 3, 3]</c>.</param>
    public void Fold(float* gradients, float* weights) => EachBlock((panel, row, block) =>
    {
        FromMatrices(gradients, panel, row, block);
        Write(block, weights + ((nint)panel * Panel * inputs + row) * Area, inputs * Area);
    });

    /// <summary>Each panel and each sixteen of its rows, with room for their kernels, <c>[9, inputs, outputs]</c>.</summary>
    private void EachBlock(BlockAction action) => KernelThreads.Run(Panels, panel =>
    {
        using var memory = new AlignedMemory();
        var block = memory.Take(Area * Block);
        for (var row = 0; row < inputs; row += Panel) action(panel, row, block);
    });

    /// <summary>Reads sixteen times sixteen kernels.</summary>
    /// <param name="from">The first of them.</param>
    /// <param name="stride">Numbers from sixteen kernels, which lie one behind the other, to the next sixteen.</param>
    /// <param name="block">Receives <c>[9, inputs, outputs]</c>.</param>
    /// <param name="step">Numbers from sixteen kernels to the next in the block.</param>
    /// <param name="inner">Numbers from one kernel to the next there.</param>
    /// <param name="isTurned">Whether the last number of a kernel becomes the first.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Read(float* from, int stride, float* block, int step, int inner, bool isTurned = false)
    {
        var (first, next) = isTurned ? ((Area - 1) * Block, -Block) : (0, Block);
        for (var i = 0; i < Panel; i++, from += stride)
        {
            var kernel = from;
            for (var k = 0; k < Panel; k++, kernel += Area)
            {
                var to = block + first + i * step + k * inner;
                for (var tap = 0; tap < Area; tap++, to += next) *to = kernel[tap];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Write(float* block, float* to, int stride)
    {
        for (var output = 0; output < Panel; output++, to += stride)
        {
            var kernel = to;
            for (var input = 0; input < Panel; input++, kernel += Area)
            {
                var from = block + input * Panel + output;
                for (var tap = 0; tap < Area; tap++, from += Block) kernel[tap] = *from;
            }
        }
    }

    private void ToMatrices(float* block, float* matrices, int panel, int row)
    {
        var between = stackalloc float[MostPlaces * Side * Block];
        var from = stackalloc float*[MostPlaces];
        var to = stackalloc float*[MostPlaces];
        for (var line = 0; line < Side; line++) from[line] = block + line * Side * Block;
        for (var line = 0; line < TLine.Positions; line++) to[line] = between + line * Side * Block;
        TLine.Weight(from, to, Side * Block);
        for (var line = 0; line < TLine.Positions; line++)
        {
            for (var i = 0; i < Side; i++) from[i] = between + (line * Side + i) * Block;
            for (var i = 0; i < TLine.Positions; i++) to[i] = PanelOf(matrices, line * TLine.Positions + i, panel) + row * Panel;
            TLine.Weight(from, to, Block);
        }
    }

    private void FromMatrices(float* gradients, int panel, int row, float* block)
    {
        var between = stackalloc float[MostPlaces * Side * Block];
        var from = stackalloc float*[MostPlaces];
        var to = stackalloc float*[MostPlaces];
        for (var line = 0; line < TLine.Positions; line++)
        {
            for (var i = 0; i < TLine.Positions; i++) from[i] = PanelOf(gradients, line * TLine.Positions + i, panel) + row * Panel;
            for (var i = 0; i < Side; i++) to[i] = between + (line * Side + i) * Block;
            TLine.WeightTransposed(from, to, Block);
        }
        for (var line = 0; line < TLine.Positions; line++) from[line] = between + line * Side * Block;
        for (var line = 0; line < Side; line++) to[line] = block + line * Side * Block;
        TLine.WeightTransposed(from, to, Side * Block);
    }
}
