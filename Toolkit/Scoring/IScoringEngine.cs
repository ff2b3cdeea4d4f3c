namespace Toolkit.Scoring;

/// <summary>A trained network, ready to compute. Several threads may use one at once.</summary>
public interface IScoringEngine : IDisposable
{
    /// <summary>Numbers that come out for one image.</summary>
    int OutputLength { get; }

    /// <summary>Computes a batch.</summary>
    /// <param name="pixels">Normalised, <c>[count, C, H, W]</c> with the network's own sizes (<see cref="Networks.Network.InputSpec"/>).</param>
    /// <param name="count">Number of images, at least 1.</param>
    /// <returns><c>[count, OutputLength]</c>, row by row.</returns>
    /// <exception cref="ArgumentException">The number of pixels is not that of so many images.</exception>
    float[] Run(ReadOnlySpan<float> pixels, int count);
}
