using Toolkit.Text;

namespace Toolkit.Training;

/// <summary>How <see cref="FineTuningSearch"/> goes on.</summary>
public sealed record FineTuningSearchOptions
{
    /// <summary>Epochs of the first round, at least 1; every further round has twice as many. Default 2.</summary>
    public int FirstEpochs { get; init; } = 2;

    /// <summary>
    /// The most training images that are used, and the most validation images, at least 2. Of more, a part of every class is drawn by the seed.
    /// Default 2000.
    /// </summary>
    public int MostImages { get; init; } = 2000;

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names it, its range and the value.</exception>
    public void Validate()
    {
        Require.AtLeast(1, FirstEpochs);
        Require.AtLeast(2, MostImages);
    }
}
