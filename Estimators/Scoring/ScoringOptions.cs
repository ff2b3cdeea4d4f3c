using Toolkit.Estimators.Persistence;

namespace Toolkit.Estimators.Scoring;

/// <summary>Which columns a scorer reads and writes, and how many images it takes at once.</summary>
internal sealed record ScoringOptions(
    string ImageColumnName, string ScoreColumnName, string PredictedLabelColumnName, int BatchSize = 32,
    PixelOrder PixelOrder = PixelOrder.Auto, FittedInput? Input = null);

/// <summary>Which columns a featurizer reads and writes, and how many images it takes at once.</summary>
internal sealed record FeaturizingOptions(
    string ImageColumnName, string FeaturesColumnName, int BatchSize = 32, PixelOrder PixelOrder = PixelOrder.Auto, FittedInput? Input = null);
