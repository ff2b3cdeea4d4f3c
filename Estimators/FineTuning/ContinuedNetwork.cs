using Microsoft.ML.Runtime;
using Toolkit.Networks;
using Toolkit.StateDicts;

namespace Toolkit.Estimators.FineTuning;

/// <summary>A copy of a trained network for the classes of other data.</summary>
internal static class ContinuedNetwork
{
    /// <summary>Copies the network of a model, and gives it the head for the classes.</summary>
    /// <param name="model">It is not changed.</param>
    /// <param name="named">The network that the options name; null: none.</param>
    /// <param name="classes">Names of the classes, in the order of the labels.</param>
    /// <param name="seed">Seed of the random weights of new classes.</param>
    /// <param name="channel">Is told what became of the classes.</param>
    /// <exception cref="ArgumentException">The options name another network.</exception>
    /// <exception cref="InvalidOperationException">The network is in int8.</exception>
    public static Network Create(ImageClassificationTransformer model, string? named, IReadOnlyList<string> classes, int seed, IChannel channel)
    {
        var trained = model.Network;
        if (named is not null && !named.Equals(trained.Architecture, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"Options.Network is {named}, but the model to continue from has {trained.Architecture}. Leave Network out, or continue from another model.");
        }
        var places = PlacesOf(model.ClassNames);
        int?[] sources = [.. classes.Select(name => places.TryGetValue(name, out var place) ? place : (int?)null)];
        channel.Info(MessageSensitivity.None, Describe(trained, model.ClassNames, classes, sources));
        return PretrainedNetwork.Build(trained.Architecture, trained.Classes, trained.Options with { Seed = seed }, network =>
        {
            StateDictLoader.Load(network, StateDictLoader.Capture(trained));
            (network.InputSpec, network.WeightsLicence) = (trained.InputSpec, trained.WeightsLicence);
            network.ReplaceHead(sources, seed);
        });
    }

    // Lists of published networks have names twice: the first one counts.
    private static Dictionary<string, int> PlacesOf(IReadOnlyList<string> names)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++) places.TryAdd(names[i], i);
        return places;
    }

    private static string Describe(Network trained, IReadOnlyList<string> before, IReadOnlyList<string> classes, int?[] sources)
    {
        var kept = sources.Count(source => source is not null);
        return $"Training goes on from {trained.Architecture} with {before.Count} classes: {kept} stay"
            + Named("new", classes.Except(before)) + Named("dropped", before.Except(classes)) + ".";
    }

    private static string Named(string what, IEnumerable<string> names) => names.Any() ? $"; {what}: {string.Join(", ", names)}" : "";
}
