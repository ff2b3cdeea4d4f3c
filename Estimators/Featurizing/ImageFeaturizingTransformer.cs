using Toolkit.Augmentation;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Persistence.MLNetModels;
using Toolkit.Estimators.Scoring;
using Toolkit.Onnx;
using Toolkit.Scoring;

namespace Toolkit.Estimators;

/// <summary>
/// A trained backbone as a step of a model. It adds a column with the features of every image, a vector of floats of known size.
/// </summary>
/// <inheritdoc cref="ImageNetworkTransformer" path="/remarks"/>
public sealed partial class ImageFeaturizingTransformer : ImageNetworkTransformer
{
    internal ImageFeaturizingTransformer(INetworkSource network, FeaturizingOptions options)
        : base(network, NetworkOutput.Features, options.ImageColumnName, options.PixelOrder, options.BatchSize, options.TestTimeAugmentation)
    {
        Options = options;
        ComputedColumns = [ComputedColumn.Vector(options.FeaturesColumnName, OutputLength)];
    }

    /// <summary>Number of features of one image.</summary>
    public int FeatureCount => OutputLength;

    internal FeaturizingOptions Options { get; }

    private protected override IReadOnlyList<ComputedColumn> ComputedColumns { get; }

    private protected override FittedInput? Input => Options.Input;

    private protected override void AddTo(OfficialSteps steps, OfficialNetwork network)
    {
        var values = steps.Temporary($"{Options.FeaturesColumnName}.Values");
        network.Add(steps, Output, new RowOutputs(FeatureCount, values));
        steps.Copy(values, Options.FeaturesColumnName);
    }

    private protected override ImageNetworkTransformer With(INetworkSource other, TestTimeAugmentation augmentation) =>
        new ImageFeaturizingTransformer(other, Options with { TestTimeAugmentation = augmentation });
}
