namespace Toolkit.Images;

/// <summary>
/// Turns pixels 0 … 255 into the floats a network expects, <c>(pixel / 255 − mean) / std</c> for each channel,
/// through a table of 256 entries a channel (torchvision's ToTensor and Normalize in one step).
/// </summary>
public sealed class Normaliser
{
    private readonly float[] table;

    /// <summary>Prepares the tables.</summary>
    /// <param name="mean">Mean of each channel, with pixel values scaled to 0 … 1.</param>
    /// <param name="std">Standard deviation of each channel on the same scale; above 0, as many as there are means.</param>
    /// <exception cref="ArgumentException">
    /// No channel, different counts, a value that is not finite, or a deviation that is not above 0.
    /// </exception>
    public Normaliser(IReadOnlyList<float> mean, IReadOnlyList<float> std)
    {
        Check(mean, std);
        Channels = mean.Count;
        table = new float[Channels * 256];
        for (var channel = 0; channel < Channels; channel++)
            for (var pixel = 0; pixel < 256; pixel++)
                table[channel * 256 + pixel] = (pixel / 255f - mean[channel]) / std[channel];
    }

    /// <summary>Number of channels that the images must have.</summary>
    public int Channels { get; }

    /// <summary>Normalises one image.</summary>
    /// <param name="pixels"><c>C×H×W</c> pixels in planar order.</param>
    /// <param name="destination">Receives as many floats in the same order.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the length is no multiple of <see cref="Channels"/>.</exception>
    public void Apply(ReadOnlySpan<byte> pixels, Span<float> destination)
    {
        if (pixels.Length != destination.Length || pixels.Length % Channels != 0)
            throw new ArgumentException($"{pixels.Length} pixels do not fit {destination.Length} floats in {Channels} channels.");
        var plane = pixels.Length / Channels;
        for (var channel = 0; channel < Channels; channel++)
        {
            var from = pixels.Slice(channel * plane, plane);
            var to = destination.Slice(channel * plane, plane);
            var values = table.AsSpan(channel * 256, 256);
            for (var i = 0; i < from.Length; i++) to[i] = values[from[i]];
        }
    }

    private static void Check(IReadOnlyList<float> mean, IReadOnlyList<float> std)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(std);
        if (mean.Count == 0 || mean.Count != std.Count)
            throw new ArgumentException(
                $"Mean and standard deviation need one value per channel each, but there are {mean.Count} and {std.Count}.");
        if (!mean.All(float.IsFinite))
            throw new ArgumentException($"Every mean must be a finite number, but they are {string.Join(", ", mean)}.", nameof(mean));
        if (!std.All(value => float.IsFinite(value) && value > 0))
            throw new ArgumentException($"Every standard deviation must be above 0, but they are {string.Join(", ", std)}.", nameof(std));
    }
}
