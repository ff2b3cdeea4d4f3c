using Toolkit.LibTorch;
using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.StateDicts;

/// <summary>Decides, before anything is changed, what becomes of every tensor.</summary>
internal sealed class LoadPlan
{
    private const string BatchCounter = ".num_batches_tracked";

    private readonly Network network;
    private readonly LoadOptions options;
    private readonly string[] classLayers;
    private readonly OwnNames names;
    private readonly WeightsSource? origin;
    private readonly string? firstConvolution, positionEmbedding;
    private readonly List<(string Name, Tensor Target, TensorData Source)> copies = [];
    private readonly List<KeyAdaptation> adapted = [];
    private readonly List<KeyShape> fresh = [], leftOut = [], missing = [], unexpected = [];
    private readonly List<string> missingCounters = [];
    private readonly List<KeyDifference> mismatched = [];

    /// <summary>Compares a network with weights.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The crop that the options ask for does not lie within the kernels.</exception>
    public LoadPlan(Network network, StateDict weights, LoadOptions options)
    {
        (this.network, this.options) = (network, options);
        var targets = network.state_dict();
        origin = weights.Source;
        names = new OwnNames(network, weights, options.Prefix);
        weights = WithoutLeftOut(names.Weights);
        classLayers = [.. network.ClassLayerNames.Select(name => name + ".")];
        firstConvolution = targets.FirstOrDefault(x => x.Value.dim() == 4).Key;
        positionEmbedding = network.PositionEmbeddingName;
        foreach (var (name, target) in targets)
            if (weights.TryGetValue(name, out var source)) Match(name, target, source);
            else Miss(name, target);
        foreach (var (name, source) in weights)
            if (!targets.ContainsKey(name) && !IsInAbsentHead(name))
                unexpected.Add(new KeyShape(name, source.Shape));
    }

    /// <summary>What was decided.</summary>
    public LoadReport Report => new()
    {
        Source = origin,
        Prefix = names.Prefix,
        InnerWrappers = names.Inner,
        Beside = names.Beside,
        Loaded = [.. copies.Select(x => x.Name)],
        Adapted = adapted,
        Fresh = fresh,
        MissingCounters = missingCounters,
        LeftOut = leftOut,
        Missing = missing,
        Unexpected = unexpected,
        Mismatched = mismatched,
    };

    /// <summary>Whether no tensor fits, but for such as count batches: the weights are another network's.</summary>
    public bool NothingFits => copies.All(copy => IsBatchCounter(copy.Name));

    /// <summary>Whether a tensor fits, and the options allow every difference.</summary>
    public bool IsAllowed =>
        !NothingFits
        && (missing.Count == 0 || options.AllowMissing)
        && (unexpected.Count == 0 || options.AllowUnexpected)
        && (mismatched.Count == 0 || options.AllowMismatched);

    /// <summary>Copies the weights into the network, whatever its device.</summary>
    public void Apply()
    {
        using var noGradient = no_grad();
        foreach (var (_, target, data) in copies)
        {
            // Memory that nothing has used yet can be written to behind libtorch's back, which keeps count of changes.
            if (network.HasUninitializedWeights && TensorBridge.TryWrite(data, target)) continue;
            using var scope = NewDisposeScope();
            target.copy_(TensorBridge.ToTensor(data));
        }
        network.LoadedWeights.UnionWith(copies.Select(copy => copy.Name));
        if (network.HasUninitializedWeights) InitializeTheRest();
        network.HasUninitializedWeights = false;
    }

    /// <summary>What the weights leave out of a network without initial weights gets some now.</summary>
    private void InitializeTheRest()
    {
        if (missing.Count + mismatched.Count > 0) InitializeDifferences();
        if (fresh.Count == 0) return;
        RandomStream.Alone(() =>
        {
            if (network.Options.Seed is { } seed) manual_seed(seed);
            network.ReplaceHead(network.Classes);
            return true;
        });
    }

    // Weights of single layers depend on the architecture, which draws them for a whole network only. Weights with allowed differences are rare.
    private void InitializeDifferences()
    {
        string[] rest = [.. missing.Select(key => key.Name), .. mismatched.Select(key => key.Name)];
        using var initial = NetworkCatalog.Create(network.Architecture, network.Classes, network.Options);
        var (values, targets) = (initial.state_dict(), network.state_dict());
        foreach (var name in rest) targets[name].copy_(values[name]);
    }

    private StateDict WithoutLeftOut(StateDict weights)
    {
        if (options.LeaveOut.Count == 0) return weights;
        string[] modules = [.. options.LeaveOut.Select(name => name + ".")];
        var kept = new StateDict();
        foreach (var (name, tensor) in weights)
            if (IsIn(modules, name)) leftOut.Add(new KeyShape(name, tensor.Shape));
            else kept.Add(name, tensor);
        return kept;
    }

    private void Match(string name, Tensor target, TensorData source)
    {
        var type = TensorBridge.ElementTypeOf(target);
        var difference = new KeyDifference(name, type, target.shape, source.Type, source.Shape);
        if (IsInLastLayer(name) && (options.FreshHead || OnlyClassesDiffer(difference))) fresh.Add(new KeyShape(name, target.shape));
        else if (type.IsFloatingPoint() != source.Type.IsFloatingPoint()) mismatched.Add(difference);
        else if (source.Shape.SequenceEqual(target.shape)) copies.Add((name, target, source));
        else if (Adapt(name, source, target.shape) is var (fitting, how))
        {
            adapted.Add(new KeyAdaptation(difference, how));
            copies.Add((name, target, fitting));
        }
        else mismatched.Add(difference);
    }

    private (TensorData Fitting, string How)? Adapt(string name, TensorData source, long[] shape)
    {
        if (name == firstConvolution) return FirstConvolution.Adapt(source, shape, options.CropOffset);
        return name == positionEmbedding ? PositionEmbedding.Adapt(source, shape) : null;
    }

    private void Miss(string name, Tensor target)
    {
        if (IsBatchCounter(name)) missingCounters.Add(name);
        else if (options.FreshHead && IsInLastLayer(name)) fresh.Add(new KeyShape(name, target.shape));
        else missing.Add(new KeyShape(name, target.shape));
    }

    // Published files hold the weights of auxiliary heads, which a network may have been built without.
    private bool IsInAbsentHead(string name) =>
        network.Options.AuxiliaryHeads is false && network is IAuxiliaryHeads heads
        && heads.AuxiliaryPrefixes.Any(prefix => name.StartsWith(prefix + ".", StringComparison.Ordinal));

    private static bool IsBatchCounter(string name) => name.EndsWith(BatchCounter, StringComparison.Ordinal);

    private bool IsInLastLayer(string name) => IsIn(classLayers, name);

    private static bool IsIn(string[] modules, string name) => modules.Any(module => name.StartsWith(module, StringComparison.Ordinal));

    // The first dimension of the last layer's weight and bias is the number of classes.
    private static bool OnlyClassesDiffer(KeyDifference x) =>
        x.NetworkShape.Count == x.WeightsShape.Count && x.NetworkShape.Count > 0
        && x.NetworkShape[0] != x.WeightsShape[0] && x.NetworkShape.Skip(1).SequenceEqual(x.WeightsShape.Skip(1));
}
