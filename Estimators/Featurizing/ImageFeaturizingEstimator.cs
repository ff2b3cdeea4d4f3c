using Microsoft.ML;
using Microsoft.ML.Runtime;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;
using Toolkit.Networks;

namespace Toolkit.Estimators;

/// <summary>Turns images into the features of a trained network; fitting only loads the weights.</summary>
public sealed partial class ImageFeaturizingEstimator : ImageNetworkEstimator<ImageFeaturizingTransformer>
{
    private readonly Options options;

    internal ImageFeaturizingEstimator(MLContext ml, Options options) : base(ml, options) => this.options = options;

    private protected override SchemaShape WithOutputs(SchemaShape shape) => shape.WithVector(ML, options.FeaturesColumnName);

    private protected override Network CreateNetwork(IChannel channel) =>
        PretrainedNetwork.CreateBackbone(options.Network, options.Weights!, options.InputSpec, channel);

    private protected override ImageFeaturizingTransformer CreateTransformer(INetworkSource network, FittedInput input) =>
        new(network, options.ToFeaturizingOptions() with { Input = input });
}
