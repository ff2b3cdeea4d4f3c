using Toolkit.Networks;

namespace Toolkit.StateDicts;

/// <summary>Gives weights the names of a network's tensors, and tells what stands beside the network in them.</summary>
internal sealed class OwnNames
{
    private readonly Network network;
    private readonly HashSet<string> known;
    private readonly SortedSet<string> innerWrappers = new(StringComparer.Ordinal);
    private readonly List<KeyShape> beside = [];

    /// <summary>Finds the prefix and renames.</summary>
    /// <param name="network">Whose names they shall be.</param>
    /// <param name="weights">Under any names.</param>
    /// <param name="prefix">What is taken off the names; null: it is found.</param>
    public OwnNames(Network network, StateDict weights, string? prefix)
    {
        this.network = network;
        known = [.. network.state_dict().Keys];
        Prefix = prefix ?? NamePrefix.Of(weights.Keys, known, network.NameOf);
        Weights = Renamed(weights);
    }

    /// <summary>The tensors that begin with the prefix, under the network's names where there are such.</summary>
    public StateDict Weights { get; }

    /// <summary>What was taken off the names.</summary>
    public string Prefix { get; }

    /// <summary>What was left out of the middle of names.</summary>
    public IReadOnlyList<string> Inner => [.. innerWrappers];

    /// <summary>Tensors without the prefix: where all of the network's have it, these are none of the network's.</summary>
    public IReadOnlyList<KeyShape> Beside => beside;

    // A name that is taken already is left as it is, and so reported.
    private StateDict Renamed(StateDict weights)
    {
        var renamed = new StateDict();
        foreach (var (name, tensor) in weights)
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                beside.Add(new KeyShape(name, tensor.Shape));
                continue;
            }
            var own = OwnName(name[Prefix.Length..]);
            renamed.Add(weights.ContainsKey(Prefix + own) || renamed.ContainsKey(own) ? name[Prefix.Length..] : own, tensor);
        }
        return renamed;
    }

    private string OwnName(string name)
    {
        var own = network.NameOf(name);
        if (known.Contains(own)) return own;
        var bare = InnerWrappers.Without(name);
        if (!known.Contains(network.NameOf(bare))) return own;
        innerWrappers.UnionWith(name.Split('.').Except(bare.Split('.')));
        return network.NameOf(bare);
    }
}
