using Toolkit.Images;

namespace Toolkit.Networks;

/// <summary>What can be chosen about a network besides its architecture and its number of classes.</summary>
public sealed record NetworkOptions
{
    private const double LargestWidthMultiplier = 4;

    /// <summary>Channels of the input images: 3 (red, green, blue; the default) or 1 (grey).</summary>
    public int Channels { get; init; } = 3;

    /// <summary>
    /// Probability of the dropout layers, 0 to below 1: in the head, in all blocks of a transformer, or behind every layer of a dense
    /// block. Null, the default, is the architecture's own value (0.5 for AlexNet, 0 for transformers and DenseNet). Networks without
    /// dropout layers make nothing of it.
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
    /// Factor on the number of channels of every layer, above 0 and at most 4; each is rounded to a multiple of 8. Null, the default,
    /// is 1. For MobileNets.
    /// </summary>
    public double? WidthMultiplier { get; init; }

    /// <summary>
    /// Probability, 0 to below 1, that the last residual block is dropped for an image while training; it falls to 0 towards the first
    /// block. Null, the default, is the architecture's own value (0.2 for EfficientNet and Swin-T, 0.3 for Swin-S).
    /// </summary>
    public double? StochasticDepth { get; init; }

    /// <summary>
    /// Whether the network has its auxiliary heads, which learn with it and are idle afterwards (<see cref="IAuxiliaryHeads"/>). Null, the
    /// default, is true. For GoogLeNet and InceptionV3.
    /// </summary>
    public bool? AuxiliaryHeads { get; init; }

    /// <summary>
    /// Whether the network turns ImageNet's mean and standard deviation into 0.5 and 0.5 itself, as torchvision's <c>transform_input</c>
    /// does for weights that come from TensorFlow. Null, the default, is false: such weights then have a mean and standard deviation of
    /// 0.5 in their <see cref="InputSpec"/>, which comes to the same. For GoogLeNet and InceptionV3, with images of three channels.
    /// </summary>
    public bool? TransformInput { get; init; }

    /// <summary>
    /// Seed of the random initial weights. Null, the default, draws them from TorchSharp's global generator as it stands.
    /// </summary>
    public long? Seed { get; init; }

    /// <summary>The options that are set and that only some networks have.</summary>
    internal NetworkChoices Choices =>
        Flag(ImageSize is not null, NetworkChoices.ImageSize)
        | Flag(Width is not null, NetworkChoices.Width)
        | Flag(WidthDivisor is not null, NetworkChoices.WidthDivisor)
        | Flag(WidthMultiplier is not null, NetworkChoices.WidthMultiplier)
        | Flag(StochasticDepth is not null, NetworkChoices.StochasticDepth)
        | Flag(AuxiliaryHeads is not null, NetworkChoices.AuxiliaryHeads)
        | Flag(TransformInput is not null, NetworkChoices.TransformInput);

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names the range and the value.</exception>
    public void Validate()
    {
        if (Channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(Channels), $"Channels must be 1 (grey) or 3 (colour), but is {Channels}.");
        if (Dropout is { } dropout && !(dropout >= 0 && dropout < 1))
            throw new ArgumentOutOfRangeException(nameof(Dropout), $"Dropout must be at least 0 and below 1, but is {dropout}.");
        if (WidthMultiplier is { } factor && !(factor > 0 && factor <= LargestWidthMultiplier))
        {
            throw new ArgumentOutOfRangeException(
                nameof(WidthMultiplier), $"WidthMultiplier must be above 0 and at most {LargestWidthMultiplier}, but is {factor}.");
        }
        if (StochasticDepth is { } depth && !(depth >= 0 && depth < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(StochasticDepth), $"StochasticDepth must be at least 0 and below 1, but is {depth}.");
        }
        if (TransformInput is true && Channels != 3)
        {
            throw new ArgumentOutOfRangeException(
                nameof(TransformInput), "TransformInput is for images of three channels. Leave it out for grey images.");
        }
        if (ImageSize < 1)
            throw new ArgumentOutOfRangeException(nameof(ImageSize), $"ImageSize must be at least 1 pixel, but is {ImageSize}.");
        if (Width < 1)
            throw new ArgumentOutOfRangeException(nameof(Width), $"Width must be at least 1, but is {Width}.");
        if (WidthDivisor < 1)
            throw new ArgumentOutOfRangeException(nameof(WidthDivisor), $"WidthDivisor must be at least 1, but is {WidthDivisor}.");
    }

    private static NetworkChoices Flag(bool isSet, NetworkChoices choice) => isSet ? choice : NetworkChoices.None;
}
