using Toolkit.Estimators.Scoring;
using Toolkit.Networks;
using TorchSharp;

namespace Toolkit.Estimators;

/// <summary>
/// A trained backbone as a step of a model. It adds a column with the features of every image, a vector of floats of known size.
/// </summary>
/// <inheritdoc cref="ImageNetworkTransformer" path="/remarks"/>
public sealed partial class ImageFeaturizingTransformer : ImageNetworkTransformer
{
    internal ImageFeaturizingTransformer(Network network, FeaturizingOptions options, torch.Device device)
        : base(network, NetworkOutput.Features, options.ImageColumnName, options.PixelOrder, options.BatchSize, device)
    {
        Options = options;
        ComputedColumns = [ComputedColumn.Vector(options.FeaturesColumnName, network.FeatureCount)];
    }

    /// <summary>Number of features of one image.</summary>
    public int FeatureCount => Network.FeatureCount;

    internal FeaturizingOptions Options { get; }

    private protected override IReadOnlyList<ComputedColumn> ComputedColumns { get; }
}
