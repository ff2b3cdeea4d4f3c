using Toolkit.Networks;
using TorchSharp;

namespace Toolkit.Pretrained;

/// <summary>Loads weights into networks, and takes them out again.</summary>
public static class StateDictLoader
{
    /// <summary>
    /// Copies weights into a network: all or nothing. Every parameter and buffer must be there with its shape, except that
    /// the last layer stays fresh where the number of classes differs, that the first convolution is made to fit (its three input
    /// channels are summed for a network of grey images, and larger kernels are cut, see <see cref="LoadOptions.CropOffset"/>), that the
    /// position embedding of a vision transformer is interpolated where the weights are for images of another size, and that batch
    /// counters (<c>num_batches_tracked</c>) may be missing. Floating-point types are converted into each other. Of a network
    /// without initial weights (<see cref="NetworkCatalog.CreateUninitialized"/>), what is not loaded gets its initial values now.
    /// </summary>
    /// <param name="network">On any device; keeps its device and types.</param>
    /// <param name="weights">
    /// Tensors under the network's names, which are torchvision's, or under other spellings that <see cref="Network.NameOf"/> knows.
    /// </param>
    /// <param name="options">What else may differ; nothing by default.</param>
    /// <returns>What became of every tensor.</returns>
    /// <exception cref="WeightsMismatchException">
    /// There is a difference that the options do not allow. The network is unchanged.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <see cref="LoadOptions.CropOffset"/> is out of its range. The network is unchanged.
    /// </exception>
    public static LoadReport Load(Network network, StateDict weights, LoadOptions? options = null) =>
        Load(network, weights, "the weights", options);

    /// <summary>
    /// Reads weights, downloaded first where need be, and copies them into a network as <see cref="Load(Network, StateDict, LoadOptions)"/>
    /// does. The network takes over the <see cref="InputSpec"/> of weights that the catalog knows; one for images of another size
    /// or number of channels keeps those. Of weights without a head, its own stays fresh; of those that it fits but for some modules
    /// (<see cref="WeightsEntry.PartialFits"/>), these are left out, and the report says so.
    /// </summary>
    /// <param name="network">On any device; keeps its device and types.</param>
    /// <param name="weights">Where the weights come from.</param>
    /// <param name="options">What else may differ; nothing by default.</param>
    /// <param name="progress">Is told how far a download is; null for nobody.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <returns>What became of every tensor.</returns>
    /// <exception cref="WeightsMismatchException">
    /// There is a difference that the options do not allow. The network is unchanged.
    /// </exception>
    /// <exception cref="WeightsException">The weights cannot be downloaded or read.</exception>
    /// <exception cref="FileNotFoundException">There is no file at the given path.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LoadReport Load(
        Network network, Weights weights, LoadOptions? options = null,
        IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(network);
        var report = Load(network, weights.Read(progress, cancellationToken), weights.Description, OptionsFor(network, weights.Entry, options));
        if (weights.Entry is { } entry) network.InputSpec = SpecFor(network, entry);
        return report;
    }

    /// <summary>Copies all parameters and buffers of a module.</summary>
    /// <param name="module">On any device.</param>
    /// <param name="floatType">
    /// Type of the copied floating-point values; float32 by default, float16 for half the size. Integers keep theirs.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="floatType"/> is not a floating-point type.</exception>
    public static StateDict Capture(torch.nn.Module module, ElementType floatType = ElementType.Float32)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (!floatType.IsFloatingPoint())
            throw new ArgumentException($"floatType must be a floating-point type, but is {floatType}.", nameof(floatType));
        var weights = new StateDict();
        foreach (var (name, tensor) in module.state_dict())
        {
            var data = TensorBridge.ToData(tensor);
            weights.Add(name, data.Type.IsFloatingPoint() ? data.ConvertTo(floatType) : data);
        }
        return weights;
    }

    private static LoadReport Load(Network network, StateDict weights, string description, LoadOptions? options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        var plan = new LoadPlan(network, weights, options ?? new LoadOptions());
        var report = plan.Report;
        if (!plan.IsAllowed)
            throw new WeightsMismatchException(
                $"Cannot load {description} into {network.Architecture} with {network.Classes} classes; it is unchanged. "
                + "Choose the network that the weights are of, or allow the differences: LoadOptions.AllowMissing, AllowUnexpected, "
                + $"AllowMismatched, or FreshHead for weights without a last layer.\nThis is how they compare: {report}",
                report);
        plan.Apply();
        return report;
    }

    private static LoadOptions? OptionsFor(Network network, WeightsEntry? entry, LoadOptions? options)
    {
        if (entry is null) return options;
        options ??= new LoadOptions();
        return options with
        {
            FreshHead = options.FreshHead || entry.Classes == 0,
            LeaveOut = [.. options.LeaveOut, .. entry.LeftOutOf(network.Architecture)],
        };
    }

    /// <summary>The images that a network expects once it has an entry's weights.</summary>
    internal static InputSpec SpecFor(Network network, WeightsEntry entry)
    {
        var (own, spec) = (network.InputSpec, entry.InputSpec);
        if (own.Channels != spec.Channels)
            spec = spec with { Channels = own.Channels, Mean = [spec.Mean.Average()], Std = [spec.Std.Average()] };
        if (network.Options.TransformInput is true) spec = spec with { Mean = own.Mean, Std = own.Std };
        var isVariant = !entry.Network.Equals(network.Architecture, StringComparison.OrdinalIgnoreCase);
        var isOfAnotherSize = network.FixedSize is { } size && size != spec.Height;
        return isVariant || isOfAnotherSize
            ? own with { Mean = spec.Mean, Std = spec.Std, Interpolation = spec.Interpolation }
            : spec;
    }
}
