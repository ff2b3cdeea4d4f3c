using System.Collections.Concurrent;
using Toolkit.LibTorch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Tracing;

/// <summary>
/// Weights of convolutions with the batch normalisation behind them folded in, as its running statistics make it:
/// <c>γ·(w∗x + b − μ)/√(σ² + ε) + β</c> is a convolution, too. Made when first asked for; several threads may ask.
/// </summary>
internal sealed class FoldedWeights : IDisposable
{
    private readonly ConcurrentDictionary<(Conv2d Layer, BatchNorm2d? Norm), Lazy<(Tensor Weight, Tensor? Bias)>> folded = [];

    /// <summary>Whether a layer has the numbers that are folded in; those without affine weights or running statistics have not.</summary>
    public static bool CanFold(BatchNorm2d norm) => norm is { affine: true, track_running_stats: true };

    /// <summary>Convolution, and batch normalisation in evaluation mode where there is one.</summary>
    public Tensor Convolve(Tensor input, Conv2d layer, BatchNorm2d? norm = null)
    {
        var (weight, bias) = folded.GetOrAdd((layer, norm), key => new(() => Fold(key.Layer, key.Norm))).Value;
        return layer.Convolve(input, weight, bias);
    }

    public void Dispose()
    {
        foreach (var entry in folded.Values)
        {
            entry.Value.Weight.Dispose();
            entry.Value.Bias?.Dispose();
        }
        folded.Clear();
    }

    private static (Tensor Weight, Tensor? Bias) Fold(Conv2d layer, BatchNorm2d? norm)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (weight, bias) = (layer.weight!, layer.bias);
        if (norm is null) return (weight.detach().DetachFromDisposeScope(), bias?.detach().DetachFromDisposeScope());

        // In double precision: what is rounded here is rounded in every pixel. The weights themselves are too many for it.
        var scale = norm.weight!.to(float64) / Arithmetic.Add(norm.running_var!.to(float64), norm.eps).sqrt();
        var shift = norm.bias!.to(float64) - norm.running_mean!.to(float64) * scale;
        if (bias is not null) shift = Arithmetic.Add(shift, bias.to(float64) * scale);
        return (
            (weight * scale.to(weight.dtype).reshape(-1, 1, 1, 1)).DetachFromDisposeScope(),
            shift.to(weight.dtype).DetachFromDisposeScope());
    }
}
