using System.Runtime.CompilerServices;

namespace Toolkit.Kernels.Winograd;

/// <summary>One of the transforms of an <see cref="ILineAlgorithm"/>.</summary>
internal unsafe interface ILineTransform
{
    /// <summary>Places of the lines that it takes.</summary>
    static abstract int From { get; }

    /// <summary>Places of the lines that it makes.</summary>
    static abstract int To { get; }

    /// <summary>Transforms lines.</summary>
    static abstract void Apply(float** from, float** to, int count);
}

/// <summary>Bᵀ.</summary>
internal readonly unsafe struct InputOf<TLine> : ILineTransform where TLine : struct, ILineAlgorithm
{
    public static int From => TLine.Inputs;

    public static int To => TLine.Positions;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply(float** from, float** to, int count) => TLine.Input(from, to, count);
}

/// <summary>Aᵀ.</summary>
internal readonly unsafe struct OutputOf<TLine> : ILineTransform where TLine : struct, ILineAlgorithm
{
    public static int From => TLine.Positions;

    public static int To => TLine.Outputs;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply(float** from, float** to, int count) => TLine.Output(from, to, count);
}

/// <summary>A.</summary>
internal readonly unsafe struct OutputTransposedOf<TLine> : ILineTransform where TLine : struct, ILineAlgorithm
{
    public static int From => TLine.Outputs;

    public static int To => TLine.Positions;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply(float** from, float** to, int count) => TLine.OutputTransposed(from, to, count);
}
