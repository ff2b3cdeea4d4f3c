using Toolkit.Estimators.Scoring;
using Toolkit.Images;
using Toolkit.Networks;

namespace Toolkit.Estimators;

/// <summary>Checks the images that are asked for against those that a network can take.</summary>
internal static class NetworkInput
{
    /// <summary>Largest height and width of images, in pixels.</summary>
    public const int LargestSide = 8192;

    /// <summary>Does nothing for an input that the network can take.</summary>
    /// <exception cref="ArgumentException">Channels, size, mean or standard deviation do not suit the network.</exception>
    public static void Check(Network network, InputSpec spec)
    {
        Check(new NetworkDescription(network.Architecture, network.Options, spec));
        if (network.FixedSize is { } size && (spec.Height, spec.Width) != (size, size))
        {
            throw new ArgumentException($"The input is {spec.Width}×{spec.Height} pixels (width × height), but {network.Architecture} " +
                $"was built for {size}×{size}. Resize the images, or choose another network.");
        }
        CheckSide(network.Architecture, spec.Height, nameof(spec.Height), network.MinimumSize);
        CheckSide(network.Architecture, spec.Width, nameof(spec.Width), network.MinimumSize);
    }

    /// <summary>Does nothing for an input that some network of the description could take: as much as can be said without building it.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or channels, size, mean or standard deviation do not suit.</exception>
    public static void Check(NetworkDescription network)
    {
        network.Options.Validate();
        var spec = network.Input;
        ImagePipeline.ForEvaluation(spec);
        if (spec.Channels != network.Options.Channels || spec.Mean.Count != spec.Channels)
        {
            throw new ArgumentException(
                $"The input has {spec.Channels} channel(s), and mean and standard deviation of {spec.Mean.Count}, but {network.Architecture} takes {network.Options.Channels}.");
        }
        CheckSide(network.Architecture, spec.Height, nameof(spec.Height), 1);
        CheckSide(network.Architecture, spec.Width, nameof(spec.Width), 1);
        CheckRange(spec.ResizeShorterSide, nameof(spec.ResizeShorterSide), 1);
    }

    private static void CheckSide(string architecture, int side, string name, int least) => CheckRange(side, $"{name} of the input of {architecture}", least);

    private static void CheckRange(int value, string name, int least)
    {
        if (value < least || value > LargestSide)
            throw new ArgumentException($"{name} must be {least} to {LargestSide} pixels, but is {value}. Resize the images, or choose another network.");
    }
}
