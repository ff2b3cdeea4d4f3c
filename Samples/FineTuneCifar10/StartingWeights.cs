using Toolkit.Pretrained;

namespace Toolkit.Samples;

/// <summary>The pretrained weights that the sample starts from.</summary>
internal static class StartingWeights
{
    /// <summary>
    /// The weights named on the command line; else ImageNet's for the network, from PyTorch's cache folder or its home. Where these
    /// cannot be had, null, and that is said.
    /// </summary>
    public static Weights? Find(SampleOptions options)
    {
        if (options.Weights is { } given) return File.Exists(given) ? Weights.File(given) : Weights.Named(given);
        var name = options.Network.StartsWith("alexnet", StringComparison.Ordinal) ? "alexnet.imagenet1k_v1" : $"{options.Network}.imagenet1k_v1";
        try
        {
            var weights = Weights.Named(name);
            Console.WriteLine($"weights: {name}, {weights.Locate()}");
            return weights;
        }
        catch (WeightsException unavailable)
        {
            Console.WriteLine($"No pretrained weights: {unavailable.Message}");
            Console.WriteLine("All layers are trained from random weights, without a frozen phase.");
            return null;
        }
    }
}
