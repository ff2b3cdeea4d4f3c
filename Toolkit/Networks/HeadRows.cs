using Toolkit.LibTorch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>What the class layers of a network know about single classes: a row of each of their weights, and a bias.</summary>
internal static class HeadRows
{
    /// <summary>Gives the network fresh class layers, and puts the rows of classes that stay into them.</summary>
    /// <param name="network">Its class layers have a row a class first in all their parameters.</param>
    /// <param name="sources">For each new class, the number of the present class that it is; null: it is new.</param>
    /// <param name="seed">Seed of the fresh rows; null: torch's random numbers go on.</param>
    public static void Rearrange(Network network, IReadOnlyList<int?> sources, long? seed)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var before = ParametersOf(network).ToDictionary(p => p.Name, p => p.Parameter.detach().clone());
        string[] loaded = [.. before.Keys.Where(network.LoadedWeights.Contains)];
        ReplaceFresh(network, sources.Count, seed);
        var kept = Enumerable.Range(0, sources.Count).Where(i => sources[i] is not null).ToArray();
        if (kept.Length == sources.Count) network.LoadedWeights.UnionWith(loaded);
        if (kept.Length == 0) return;
        foreach (var (name, parameter) in ParametersOf(network))
        {
            var device = parameter.device;
            var (from, to) = (Indices(kept.Select(i => sources[i]!.Value), device), Indices(kept, device));
            parameter.index_copy_(0, to, before[name].index_select(0, from));
        }
    }

    private static void ReplaceFresh(Network network, int classes, long? seed)
    {
        if (seed is { } number)
        {
            using var random = new RandomStream(number);
            random.Draw(() => network.ReplaceHead(classes));
        }
        else network.ReplaceHead(classes);
    }

    private static IEnumerable<(string Name, Parameter Parameter)> ParametersOf(Network network) =>
        network.named_parameters().Where(p => network.ClassLayerNames.Any(layer => Network.IsIn(p.name, layer))).Select(p => (p.name, p.parameter));

    private static Tensor Indices(IEnumerable<int> values, Device device) => tensor(values.Select(value => (long)value).ToArray(), device: device);
}
