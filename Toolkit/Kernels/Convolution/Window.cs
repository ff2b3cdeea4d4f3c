using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Toolkit.Kernels.Convolution;

/// <summary>What becomes of a window of 2×2 pixels of an output.</summary>
internal interface IWindowSink
{
    /// <summary>Takes the window.</summary>
    /// <param name="output">Its channel.</param>
    /// <param name="row">Its row, counted in windows.</param>
    /// <param name="column">Its column, counted in windows.</param>
    /// <param name="window">Its pixels of 16 images.</param>
    void Take(int output, int row, int column, in Window window);
}

/// <summary>2×2 pixels of 16 images.</summary>
internal struct Window(Vector512<float> all)
{
    public Vector512<float> TopLeft = all, TopRight = all, BottomLeft = all, BottomRight = all;

    /// <summary>Adds other pixels times a weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector512<float> topLeft, Vector512<float> topRight, Vector512<float> bottomLeft, Vector512<float> bottomRight, Vector512<float> weight)
    {
        TopLeft = Vector512.FusedMultiplyAdd(topLeft, weight, TopLeft);
        TopRight = Vector512.FusedMultiplyAdd(topRight, weight, TopRight);
        BottomLeft = Vector512.FusedMultiplyAdd(bottomLeft, weight, BottomLeft);
        BottomRight = Vector512.FusedMultiplyAdd(bottomRight, weight, BottomRight);
    }
}
