using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// Trains on weighted means of two images, and of what they show (Zhang et al. 2018, "mixup: beyond empirical risk minimization"). Where frozen epochs
/// reuse features, these are mixed. Training accuracy counts the image with its own label, and is low.
/// </summary>
public sealed class Mixup : BatchMixing
{
    /// <summary>Sets how much is mixed.</summary>
    /// <param name="alpha">The share of an image is drawn from Beta(α, α); above 0. Default 0.2, the paper's for ImageNet.</param>
    /// <param name="probability">How often a batch is mixed, 0 to 1. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Mixup(double alpha = 0.2, double probability = 1) : base(alpha, probability)
    {
    }

    private protected override bool Suits(TrainingContext run) => true;

    private protected override (Tensor Inputs, double Share) Mix(Tensor inputs, Tensor partners, double share) => (Mixed(inputs, partners, share), share);
}
