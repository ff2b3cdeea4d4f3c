namespace Toolkit.Networks;

/// <summary>What can be chosen about a network besides its architecture and its number of classes.</summary>
public sealed record NetworkOptions
{
    /// <summary>Channels of the input images: 3 (red, green, blue; the default) or 1 (grey).</summary>
    public int Channels { get; init; } = 3;

    /// <summary>
    /// Probability of the dropout layers, 0 to below 1: in the head, or in all blocks of a transformer. Null, the default, is the
    /// architecture's own value (0.5 for AlexNet, 0 for transformers). Networks without dropout layers make nothing of it.
    /// </summary>
    public double? Dropout { get; init; }

    /// <summary>
    /// Height and width of the images in pixels, at least 1, for networks that are built for one size. Null, the default, is the
    /// architecture's own size. Networks that take images of any size refuse it.
    /// </summary>
    public int? ImageSize { get; init; }

    /// <summary>
    /// Width of the networks that come in any width: units of each hidden layer (<c>mlp</c>, null is 256), maps of each convolution
    /// (<c>mnist_cnn</c>, null is 6). At least 1.
    /// </summary>
    public int? Width { get; init; }

    /// <summary>
    /// Divides the number of maps of every convolution (<c>vgg…</c>; linear layers stay as they are). A divisor of the narrowest
    /// convolution's maps: 1, 2, 4, 8, 16, 32 or 64 for VGG. Null, the default, is 1.
    /// </summary>
    public int? WidthDivisor { get; init; }

    /// <summary>
    /// Seed of the random initial weights. Null, the default, draws them from TorchSharp's global generator as it stands.
    /// </summary>
    public long? Seed { get; init; }

    /// <summary>The options that are set and that only some networks have.</summary>
    internal NetworkChoices Choices =>
        (ImageSize is null ? NetworkChoices.None : NetworkChoices.ImageSize)
        | (Width is null ? NetworkChoices.None : NetworkChoices.Width)
        | (WidthDivisor is null ? NetworkChoices.None : NetworkChoices.WidthDivisor);

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names the range and the value.</exception>
    internal void Validate()
    {
        if (Channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(Channels), $"Channels must be 1 (grey) or 3 (colour), but is {Channels}.");
        if (Dropout is { } dropout && !(dropout >= 0 && dropout < 1))
            throw new ArgumentOutOfRangeException(nameof(Dropout), $"Dropout must be at least 0 and below 1, but is {dropout}.");
        if (ImageSize < 1)
            throw new ArgumentOutOfRangeException(nameof(ImageSize), $"ImageSize must be at least 1 pixel, but is {ImageSize}.");
        if (Width < 1)
            throw new ArgumentOutOfRangeException(nameof(Width), $"Width must be at least 1, but is {Width}.");
        if (WidthDivisor < 1)
            throw new ArgumentOutOfRangeException(nameof(WidthDivisor), $"WidthDivisor must be at least 1, but is {WidthDivisor}.");
    }
}
