using Toolkit.Networks;
using TorchSharp;

namespace Toolkit.StateDicts;

/// <summary>Loads weights into networks, and takes them out again.</summary>
public static class StateDictLoader
{
    /// <summary>
    /// Copies weights into a network: all or nothing. Every parameter and buffer must be there with its shape, except that
    /// the last layer stays fresh where the number of classes differs, that the first convolution is made to fit (its three input
    /// channels are summed for a network of grey images, and larger kernels are cut, see <see cref="LoadOptions.CropOffset"/>), that the
    /// position embedding of a vision transformer is interpolated where the weights are for images of another size, and that batch
    /// counters (<c>num_batches_tracked</c>) may be missing. Floating-point types are converted into each other. Of a network
    /// without initial weights (<see cref="NetworkCatalog.CreateUninitialized"/>), what is not loaded gets its initial values now. What
    /// torch.compile, a LightningModule, DataParallel or several of them put before the network's names is taken off, and tensors that
    /// lack it are none of the network's (<see cref="LoadReport.Beside"/>). Weights of which no tensor fits are never loaded.
    /// </summary>
    /// <param name="network">On any device; keeps its device and types.</param>
    /// <param name="weights">
    /// Tensors under the network's names, which are torchvision's, or under other spellings that <see cref="Network.NameOf"/> knows.
    /// </param>
    /// <param name="options">What else may differ; nothing by default.</param>
    /// <returns>What became of every tensor.</returns>
    /// <exception cref="WeightsMismatchException">
    /// There is a difference that the options do not allow, or no tensor fits. The network is unchanged.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <see cref="LoadOptions.CropOffset"/> is out of its range. The network is unchanged.
    /// </exception>
    public static LoadReport Load(Network network, StateDict weights, LoadOptions? options = null) =>
        Load(network, weights, "the weights", options);

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

    /// <summary>Does the same; a message calls the weights by the description.</summary>
    internal static LoadReport Load(Network network, StateDict weights, string description, LoadOptions? options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        var plan = new LoadPlan(network, weights, options ?? new LoadOptions());
        var report = plan.Report;
        if (!plan.IsAllowed)
            throw new WeightsMismatchException(
                $"Cannot load {description} into {network.Architecture} with {network.Classes} classes; it is unchanged. {Remedy(plan, options)}\n"
                + $"This is how they compare: {report}",
                report);
        plan.Apply();
        return report;
    }

    private static string Remedy(LoadPlan plan, LoadOptions? options) => plan.NothingFits
        ? "Not one tensor fits: choose the network that the weights are of"
            + (options?.Prefix is { } prefix ? $", or another LoadOptions.Prefix than '{prefix}'; null finds it." : ".")
        : "Choose the network that the weights are of, or allow the differences: LoadOptions.AllowMissing, AllowUnexpected, "
            + "AllowMismatched, or FreshHead for weights without a last layer.";
}
