namespace Toolkit.Networks;

/// <summary>What can be chosen about a network besides its architecture and its number of classes.</summary>
public sealed record NetworkOptions
{
    /// <summary>Channels of the input images: 3 (red, green, blue; the default) or 1 (grey).</summary>
    public int Channels { get; init; } = 3;

    /// <summary>
    /// Probability of dropout in heads that have dropout layers, 0 to below 1. Default 0.5, torchvision's value for AlexNet.
    /// </summary>
    public double Dropout { get; init; } = 0.5;

    /// <summary>
    /// Seed of the random initial weights. Null, the default, draws them from TorchSharp's global generator as it stands.
    /// </summary>
    public long? Seed { get; init; }

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names the range and the value.</exception>
    internal void Validate()
    {
        if (Channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(Channels), $"Channels must be 1 (grey) or 3 (colour), but is {Channels}.");
        if (!(Dropout >= 0 && Dropout < 1))
            throw new ArgumentOutOfRangeException(nameof(Dropout), $"Dropout must be at least 0 and below 1, but is {Dropout}.");
    }
}
