namespace Toolkit.Augmentation;

/// <summary>What takes the place of erased pixels.</summary>
public enum ErasingValue
{
    /// <summary>A given colour.</summary>
    Constant,

    /// <summary>The image's own mean of each channel.</summary>
    Mean,

    /// <summary>A random value for each pixel and channel, 0 to 255, all equally likely (as in the paper).</summary>
    Noise,
}
