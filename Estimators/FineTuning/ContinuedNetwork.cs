using Microsoft.ML.Runtime;
using Toolkit.Data;
using Toolkit.Networks;
using Toolkit.StateDicts;

namespace Toolkit.Estimators.FineTuning;

/// <summary>A copy of a trained network for the classes or labels of other data, or for the same numbers.</summary>
internal static class ContinuedNetwork
{
    /// <summary>Copies the network of a model, and gives it the head for what is to be learned.</summary>
    /// <param name="model">It is not changed.</param>
    /// <param name="named">The network that the options name; null: none.</param>
    /// <param name="target">What is to be learned.</param>
    /// <param name="seed">Seed of the random weights of new classes or labels.</param>
    /// <param name="channel">Is told what became of the classes.</param>
    /// <exception cref="ArgumentException">The options name another network, or the model says something else of images.</exception>
    /// <exception cref="InvalidOperationException">The network is in int8.</exception>
    public static Network Create(ImagePredictionTransformer model, string? named, TargetColumn target, int seed, IChannel channel)
    {
        CheckTask(model, target);
        var trained = model.Network;
        if (named is not null && !named.Equals(trained.Architecture, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"Options.Network is {named}, but the model to continue from has {trained.Architecture}. Leave Network out, or continue from another model.");
        }
        var places = PlacesOf(model.OutputNames);
        int?[] sources = [.. target.Names.Select(name => places.TryGetValue(name, out var place) ? place : (int?)null)];
        channel.Info(MessageSensitivity.None, Describe(trained, model.OutputNames, target, sources));
        return PretrainedNetwork.Build(trained.Architecture, trained.Classes, trained.Options with { Seed = seed }, network =>
        {
            StateDictLoader.Load(network, StateDictLoader.Capture(trained));
            (network.InputSpec, network.WeightsLicence) = (trained.InputSpec, trained.WeightsLicence);
            network.ReplaceHead(sources, seed);
        });
    }

    private static void CheckTask(ImagePredictionTransformer model, TargetColumn target)
    {
        if (model.Task != target.Task)
            throw new ArgumentException($"The model to continue from is for {model.Task}, but the training for {target.Task}. Continue from one for the same.");
        if (target.Task == LearningTask.Regression && !model.OutputNames.SequenceEqual(target.Names))
        {
            throw new ArgumentException(
                $"The model to continue from says the numbers {string.Join(", ", model.OutputNames)}, but the label has {string.Join(", ", target.Names)}. "
                + "Give the same in the same order.");
        }
    }

    // Lists of published networks have names twice: the first one counts.
    private static Dictionary<string, int> PlacesOf(IReadOnlyList<string> names)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++) places.TryAdd(names[i], i);
        return places;
    }

    private static string Describe(Network trained, IReadOnlyList<string> before, TargetColumn target, int?[] sources)
    {
        var kept = sources.Count(source => source is not null);
        return $"Training goes on from {trained.Architecture} with {before.Count} outputs for {target.Description}: {kept} stay"
            + Named("new", target.Names.Except(before)) + Named("dropped", before.Except(target.Names)) + ".";
    }

    private static string Named(string what, IEnumerable<string> names) => names.Any() ? $"; {what}: {string.Join(", ", names)}" : "";
}
