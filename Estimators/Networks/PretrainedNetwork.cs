using Microsoft.ML.Runtime;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.StateDicts;

namespace Toolkit.Estimators;

/// <summary>Builds networks and fills them with weights; what the loading did is reported to the channel.</summary>
internal static class PretrainedNetwork
{
    /// <summary>A network to be trained: its last layer is fresh where the weights have other classes.</summary>
    /// <param name="options">Name the network and its weights.</param>
    /// <param name="classes">Outputs of the head.</param>
    /// <param name="seed">Seed of the random initial weights.</param>
    /// <param name="imageSize">Height of the images, for networks that are built for one size; null where images come in any size.</param>
    /// <param name="channel">Is told what the loading did.</param>
    public static Network Create(ImageTrainerOptions options, int classes, int? seed, int? imageSize, IChannel channel)
    {
        var architecture = new NetworkOptions
        {
            Channels = options.Training.Input?.Channels ?? 3,
            ImageSize = IfChosen(options.NetworkName, imageSize),
            Seed = seed,
        };
        return options.Weights is { } weights
            ? Build(options.NetworkName, classes, architecture, network => Load(network, weights, options.WeightsLoading, channel))
            : NetworkCatalog.Create(options.NetworkName, classes, architecture);
    }

    /// <summary>A trained network, to be used as it is.</summary>
    /// <exception cref="WeightsException">The weights have another number of classes.</exception>
    /// <exception cref="ArgumentException">The network cannot take such images.</exception>
    public static Network CreateTrained(string name, Weights weights, int classes, InputSpec? input, IChannel channel) =>
        Create(name, weights, classes, input, network =>
        {
            var report = Load(network, weights, null, channel);
            if (report.Fresh.Count > 0) throw OtherClasses(network, weights);
        });

    /// <summary>A trained network of which only the backbone is to be used: its last layer is fresh, and small.</summary>
    /// <exception cref="ArgumentException">The network cannot take such images.</exception>
    public static Network CreateBackbone(string name, Weights weights, InputSpec? input, IChannel channel) =>
        Create(name, weights, 1, input, network => Load(network, weights, new LoadOptions { FreshHead = true }, channel));

    /// <summary>Creates a network and disposes it where loading its weights fails.</summary>
    public static Network Build(string name, int classes, NetworkOptions options, Action<Network> load)
    {
        var network = NetworkCatalog.CreateUninitialized(name, classes, options);
        try
        {
            load(network);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static Network Create(string name, Weights weights, int classes, InputSpec? input, Action<Network> load)
    {
        var images = input ?? weights.InputSpec;
        var architecture = new NetworkOptions { Channels = images?.Channels ?? 3, ImageSize = IfChosen(name, images?.Height) };
        return Build(name, classes, architecture, network =>
        {
            load(network);
            network.InputSpec = input ?? network.InputSpec;
            NetworkInput.Check(network, network.InputSpec);
        });
    }

    /// <summary>The size of the images where the network is built for one size; null for others and for unknown names.</summary>
    private static int? IfChosen(string network, int? imageSize) =>
        NetworkCatalog.Contains(network) && NetworkCatalog.Find(network).Choices.HasFlag(NetworkChoices.ImageSize) ? imageSize : null;

    private static LoadReport Load(Network network, Weights weights, LoadOptions? options, IChannel channel)
    {
        var report = weights.LoadInto(network, options);
        channel.Info(MessageSensitivity.None, $"{weights.Description}: {report}");
        return report;
    }

    private static WeightsException OtherClasses(Network network, Weights weights)
    {
        if (weights.Entry is { Classes: 0 })
            return new WeightsException($"{weights.Description} has no classifier: train one with FineTune, or take the features with Featurize.");
        var head = weights.Read().First(tensor => tensor.Key.EndsWith(network.LastLayerName + ".weight", StringComparison.Ordinal));
        return new WeightsException(
            $"{weights.Description} tells {head.Value.Shape[0]} classes apart, but {network.Classes} class names were given. " +
            "Give one name for each class in the order of the network's outputs, or train a new head with FineTune.");
    }
}
