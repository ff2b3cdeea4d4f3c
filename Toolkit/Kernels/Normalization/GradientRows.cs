using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Toolkit.Kernels.Normalization;

/// <summary>A row of maps, and of the gradient that comes back to it through the activation.</summary>
/// <param name="maps">What is normalised.</param>
/// <param name="branch">What is added to it; null: nothing.</param>
/// <param name="above">Gradient of what the activation made.</param>
/// <param name="factor">Of the normalisation, of each column.</param>
/// <param name="offset">Likewise.</param>
internal readonly unsafe struct GradientRows(float* maps, float* branch, float* above, float* factor, float* offset)
{
    public float* Factor => factor;

    /// <summary>The same some numbers on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GradientRows From(int start) => new(maps + start, branch is null ? null : branch + start, above + start, factor, offset);

    /// <summary>Numbers of the maps, and the gradient of what was normalised and added up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector256<float> Value, Vector256<float> Gradient) At<TRectifier>(int i) where TRectifier : struct, IRectifier
    {
        var value = Vector256.Load(maps + i);
        var normalized = Vector256.FusedMultiplyAdd(value, Vector256.Load(factor + i), Vector256.Load(offset + i));
        if (branch is not null) normalized += Vector256.Load(branch + i);
        return (value, TRectifier.Pass(normalized, Vector256.Load(above + i)));
    }
}
