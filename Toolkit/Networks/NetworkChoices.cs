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
}
