using Microsoft.ML.Runtime;
using Toolkit.Networks;
using Toolkit.Pretrained;

namespace Toolkit.Estimators;

/// <summary>Builds networks and fills them with weights; what the loading did is reported to the channel.</summary>
internal static class PretrainedNetwork
{
    /// <summary>A network to be trained: its last layer is fresh where the weights have other classes.</summary>
    public static Network Create(ImageFineTuningTrainer.Options options, int classes, int seed, IChannel channel)
    {
        var architecture = new NetworkOptions { Channels = options.Recipe.Input?.Channels ?? 3, Seed = seed };
        return Load(options.Network, classes, architecture, options.Weights, options.WeightsLoading, channel);
    }

    /// <summary>A trained network, to be used as it is.</summary>
    /// <exception cref="WeightsException">The weights have another number of classes.</exception>
    public static Network CreateTrained(string name, Weights weights, int classes, InputSpec? input, IChannel channel)
    {
        var architecture = new NetworkOptions { Channels = input?.Channels ?? weights.InputSpec?.Channels ?? 3 };
        var network = Load(name, classes, architecture, weights, null, channel, headMustFit: true);
        network.InputSpec = input ?? network.InputSpec;
        return network;
    }

    private static Network Load(
        string name, int classes, NetworkOptions architecture, Weights? weights, LoadOptions? loading, IChannel channel, bool headMustFit = false)
    {
        var network = NetworkCatalog.Create(name, classes, architecture);
        if (weights is null) return network;
        try
        {
            var report = StateDictLoader.Load(network, weights, loading);
            if (headMustFit && report.Fresh.Count > 0)
            {
                throw new WeightsException(
                    $"{weights.Description} was trained for other classes than the {classes} class names given ({string.Join("; ", report.Fresh)}). " +
                    "Give one name for each of its classes, or train a new head with FineTune.");
            }

            channel.Info(MessageSensitivity.None, $"{weights.Description}: {report}");
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}
