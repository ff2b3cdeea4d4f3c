namespace Toolkit.Images;

/// <summary>
/// The images a network's weights were trained on: what a caller must do to an image before the network sees it.
/// </summary>
/// <param name="Channels">1 (grey) or 3 (red, green, blue).</param>
/// <param name="Height">Height of the network's input in pixels.</param>
/// <param name="Width">Width of the network's input in pixels.</param>
/// <param name="Mean">Mean of each channel, with pixel values scaled to 0 … 1.</param>
/// <param name="Std">Standard deviation of each channel, with pixel values scaled to 0 … 1.</param>
/// <param name="ResizeShorterSide">
/// The shorter side is resized to this many pixels before the centre crop to <paramref name="Height"/> × <paramref name="Width"/>.
/// </param>
public sealed record InputSpec(
    int Channels, int Height, int Width, IReadOnlyList<float> Mean, IReadOnlyList<float> Std, int ResizeShorterSide)
{
    /// <summary>How images are resized. Default <see cref="Interpolation.Bilinear"/>.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>
    /// torchvision's preset for ImageNet weights: resize to 256, centre crop 224, ImageNet's mean and standard deviation.
    /// </summary>
    public static InputSpec ImageNet { get; } = new(3, 224, 224, [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f], 256);

    /// <summary>CIFAR-10's 32×32 images with the mean and standard deviation of its 50,000 training images.</summary>
    public static InputSpec Cifar10 { get; } = new(3, 32, 32, [0.4914f, 0.4822f, 0.4465f], [0.2470f, 0.2435f, 0.2616f], 32);

    /// <summary>Checks that so many numbers are so many images.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    internal void CheckBatch(int length, int count)
    {
        var expected = (long)count * Channels * Height * Width;
        if (count >= 1 && length == expected) return;
        throw new ArgumentException(
            $"{count} images of {Channels}×{Height}×{Width} (C×H×W) are {expected} numbers, but got {length}.", nameof(length));
    }

    /// <summary>MNIST's grey 28×28 images with the mean and standard deviation of its 60,000 training images.</summary>
    public static InputSpec Mnist { get; } = new(1, 28, 28, [0.1307f], [0.3081f], 28);
}
