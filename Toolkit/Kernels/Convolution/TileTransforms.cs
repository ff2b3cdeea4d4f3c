using System.Runtime.CompilerServices;

namespace Toolkit.Kernels.Convolution;

/// <summary>One of the transforms of an <see cref="ILineAlgorithm"/>.</summary>
internal unsafe interface ILineTransform
{
    /// <summary>Numbers that it takes.</summary>
    static abstract int From { get; }

    /// <summary>Numbers that it makes.</summary>
    static abstract int To { get; }

    /// <summary>Transforms a line.</summary>
    static abstract void Apply(float* from, int stride, float* to, int step);
}

/// <summary>The transforms of lines, applied to the columns and then to the rows of square tiles.</summary>
internal static unsafe class TileTransforms
{
    private const int MostPositions = 6;

    /// <summary>Transforms a tile of 16 channels.</summary>
    /// <param name="from">Its first vector.</param>
    /// <param name="row">Numbers from one row to the next.</param>
    /// <param name="column">Numbers from one column to the next.</param>
    /// <param name="to">Receives the result.</param>
    /// <param name="toRow">Numbers from one of its rows to the next.</param>
    /// <param name="toColumn">Numbers from one of its columns to the next.</param>
    public static void Apply<TTransform>(float* from, int row, int column, float* to, int toRow, int toColumn) where TTransform : struct, ILineTransform
    {
        var between = stackalloc float[MostPositions * MostPositions * Lanes.Count];
        for (var x = 0; x < TTransform.From; x++) TTransform.Apply(from + x * column, row, between + x * Lanes.Count, TTransform.From * Lanes.Count);
        for (var y = 0; y < TTransform.To; y++) TTransform.Apply(between + y * TTransform.From * Lanes.Count, Lanes.Count, to + y * toRow, toColumn);
    }
}

/// <summary>Bᵀ.</summary>
internal readonly unsafe struct InputOf<TLine> : ILineTransform where TLine : struct, ILineAlgorithm
{
    public static int From => TLine.Inputs;

    public static int To => TLine.Positions;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply(float* from, int stride, float* to, int step) => TLine.Input(from, stride, to, step);
}

/// <summary>B.</summary>
internal readonly unsafe struct InputTransposedOf<TLine> : ILineTransform where TLine : struct, ILineAlgorithm
{
    public static int From => TLine.Positions;

    public static int To => TLine.Inputs;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply(float* from, int stride, float* to, int step) => TLine.InputTransposed(from, stride, to, step);
}

/// <summary>Aᵀ.</summary>
internal readonly unsafe struct OutputOf<TLine> : ILineTransform where TLine : struct, ILineAlgorithm
{
    public static int From => TLine.Positions;

    public static int To => TLine.Outputs;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply(float* from, int stride, float* to, int step) => TLine.Output(from, stride, to, step);
}

/// <summary>A.</summary>
internal readonly unsafe struct OutputTransposedOf<TLine> : ILineTransform where TLine : struct, ILineAlgorithm
{
    public static int From => TLine.Outputs;

    public static int To => TLine.Positions;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply(float* from, int stride, float* to, int step) => TLine.OutputTransposed(from, stride, to, step);
}

/// <summary>G.</summary>
internal readonly unsafe struct WeightOf<TLine> : ILineTransform where TLine : struct, ILineAlgorithm
{
    public static int From => 3;

    public static int To => TLine.Positions;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply(float* from, int stride, float* to, int step) => TLine.Weight(from, stride, to, step);
}

/// <summary>Gᵀ.</summary>
internal readonly unsafe struct WeightTransposedOf<TLine> : ILineTransform where TLine : struct, ILineAlgorithm
{
    public static int From => TLine.Positions;

    public static int To => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply(float* from, int stride, float* to, int step) => TLine.WeightTransposed(from, stride, to, step);
}
