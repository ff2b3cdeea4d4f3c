using Toolkit.Images;
using Toolkit.Text;

namespace Toolkit.Augmentation;

/// <summary>Blurs an image by a Gaussian of random width (torchvision's GaussianBlur).</summary>
public sealed class GaussianBlur : IImageTransform
{
    private readonly int kernelHeight, kernelWidth;
    private readonly (double Low, double High) sigma;

    /// <summary>Sets the size of the neighbourhood and the range of the width.</summary>
    /// <param name="kernelHeight">Odd, at least 1, in pixels.</param>
    /// <param name="kernelWidth">Odd, at least 1, in pixels.</param>
    /// <param name="sigma">Standard deviation in pixels, above 0: from and to; (0.1, 2) by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public GaussianBlur(int kernelHeight, int kernelWidth, (double Low, double High)? sigma = null)
    {
        this.kernelHeight = Odd(kernelHeight, nameof(kernelHeight));
        this.kernelWidth = Odd(kernelWidth, nameof(kernelWidth));
        this.sigma = TransformChecks.Range(sigma ?? (0.1, 2), nameof(sigma));
    }

    /// <summary>A square neighbourhood.</summary>
    /// <param name="kernelSize">Height and width, odd, at least 1, in pixels. Three times the largest sigma to each side loses nothing visible.</param>
    /// <param name="sigma">Standard deviation in pixels, above 0: from and to; (0.1, 2) by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public GaussianBlur(int kernelSize, (double Low, double High)? sigma = null) : this(Odd(kernelSize, nameof(kernelSize)), kernelSize, sigma)
    {
    }

    /// <inheritdoc/>
    public bool IsRandom => true;

    /// <inheritdoc/>
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random) =>
        GaussianFilter.ForThisThread.Blur(source, destination, kernelHeight, kernelWidth, random.NextDouble(sigma.Low, sigma.High));

    private static int Odd(int size, string option) => Require.That(size >= 1 && size % 2 == 1, size, "must be an odd number of at least 1 pixel", option);
}
