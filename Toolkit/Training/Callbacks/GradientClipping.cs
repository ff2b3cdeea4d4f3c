using Toolkit.LibTorch;
using Toolkit.Text;

namespace Toolkit.Training;

/// <summary>
/// Scales all gradients down where their norm, taken over all parameters that learn, exceeds a limit (Pascanu et al. 2012): PyTorch's
/// <c>clip_grad_norm_</c>. Gradients that are added up over several batches are clipped when the step is taken: callbacks that hold steps back
/// come first in the list.
/// </summary>
public sealed class GradientClipping : TrainingCallback
{
    private const double Epsilon = 1e-6;

    /// <summary>Sets the limit.</summary>
    /// <param name="maxNorm">Above 0. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not above 0.</exception>
    public GradientClipping(double maxNorm = 1) => MaxNorm = Require.Positive(maxNorm);

    /// <summary>The limit.</summary>
    public double MaxNorm { get; }

    /// <inheritdoc/>
    public override void OnGradients(TrainingContext run)
    {
        if (run.StepIsHeld) return;
        var gradients = run.Gradients;
        var norm = Math.Sqrt(gradients.Sum(gradient => Math.Pow(gradient.norm().item<float>(), 2)));
        if (norm <= MaxNorm) return;
        foreach (var gradient in gradients) Arithmetic.MultiplyInPlace(gradient, MaxNorm / (norm + Epsilon));
    }
}
