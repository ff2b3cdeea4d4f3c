using Toolkit.LibTorch;
using Toolkit.Text;

namespace Toolkit.Training;

/// <summary>
/// Limits every single gradient: PyTorch's <c>clip_grad_value_</c>. <see cref="GradientClipping"/> limits them together and keeps their direction.
/// </summary>
public sealed class GradientValueClipping : TrainingCallback
{
    /// <summary>Sets the limit.</summary>
    /// <param name="maxValue">The largest absolute value; above 0. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not above 0.</exception>
    public GradientValueClipping(double maxValue = 1) => MaxValue = Require.Positive(maxValue);

    /// <summary>The limit.</summary>
    public double MaxValue { get; }

    /// <inheritdoc/>
    public override void OnGradients(TrainingContext run)
    {
        if (run.StepIsHeld) return;
        foreach (var gradient in run.Gradients) Arithmetic.ClampInPlace(gradient, -MaxValue, MaxValue);
    }
}
