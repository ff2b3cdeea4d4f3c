using Microsoft.ML;
using Microsoft.ML.Runtime;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;
using Toolkit.Networks;

namespace Toolkit.Estimators;

/// <summary>Classifies images with a trained network; fitting only loads the weights.</summary>
public sealed partial class ImageClassificationEstimator : ImageNetworkEstimator<ImageClassificationTransformer>
{
    private readonly Options options;
    private readonly ClassLabels labels;

    internal ImageClassificationEstimator(MLContext ml, Options options) : base(ml, options) =>
        (this.options, labels) = (options, ClassLabels.FromNames(options.FindClassNames()));

    private protected override SchemaShape WithOutputs(SchemaShape shape) =>
        shape.WithVector(ML, options.ScoreColumnName).WithKey(ML, options.PredictedLabelColumnName);

    private protected override Network CreateNetwork(IChannel channel) =>
        PretrainedNetwork.CreateTrained(options.Network, options.Weights!, labels.Names.Count, options.InputSpec, channel);

    private protected override ImageClassificationTransformer CreateTransformer(INetworkSource network, FittedInput input) =>
        new(network, labels, options.ToScoringOptions() with { Input = input });
}
