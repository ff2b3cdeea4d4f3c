namespace Toolkit.Networks;

/// <summary>The members of <see cref="NetworkOptions"/> that only some architectures have.</summary>
[Flags]
public enum NetworkChoices
{
    /// <summary>Only what all architectures have.</summary>
    None = 0,

    /// <summary><see cref="NetworkOptions.ImageSize"/>.</summary>
    ImageSize = 1,

    /// <summary><see cref="NetworkOptions.Width"/>.</summary>
    Width = 2,

    /// <summary><see cref="NetworkOptions.WidthDivisor"/>.</summary>
    WidthDivisor = 4,

    /// <summary><see cref="NetworkOptions.WidthMultiplier"/>.</summary>
    WidthMultiplier = 8,

    /// <summary><see cref="NetworkOptions.StochasticDepth"/>.</summary>
    StochasticDepth = 16,

    /// <summary><see cref="NetworkOptions.AuxiliaryHeads"/>.</summary>
    AuxiliaryHeads = 32,

    /// <summary><see cref="NetworkOptions.TransformInput"/>.</summary>
    TransformInput = 64,
}
