using Toolkit.Augmentation;
using Toolkit.Estimators.Persistence;
using Toolkit.Images;
using Toolkit.Scoring;

namespace Toolkit.Estimators.Scoring;

/// <summary>Which columns a scorer reads and writes, how many images it takes at once, and how sure it has to be.</summary>
/// <param name="ImageColumnName">The images.</param>
/// <param name="ScoreColumnName">Receives the probabilities.</param>
/// <param name="PredictedLabelColumnName">Receives the class.</param>
/// <param name="BatchSize">Images at once.</param>
/// <param name="PixelOrder">How pixels lie.</param>
/// <param name="Input">What the step was fitted on.</param>
/// <param name="RejectThreshold">The least probability of a class for an answer; null: the most probable class is the answer, however unlikely.</param>
/// <param name="Temperature">What the logits were divided by when the probabilities were calibrated; null: they were not.</param>
/// <param name="TestTimeAugmentation">The views of each image whose probabilities are averaged.</param>
internal sealed record ScoringOptions(
    string ImageColumnName, string ScoreColumnName, string PredictedLabelColumnName, int BatchSize = 32,
    PixelOrder PixelOrder = PixelOrder.Auto, FittedInput? Input = null, float? RejectThreshold = null, double? Temperature = null,
    TestTimeAugmentation TestTimeAugmentation = TestTimeAugmentation.None)
{
    private const float Largest = 1.0000001f, LowestTemperature = 0.01f, HighestTemperature = 100;

    /// <summary>Refuses what no training gives.</summary>
    /// <param name="network">The images that the network takes.</param>
    /// <exception cref="ArgumentException">A name is missing, or a number is out of its range.</exception>
    /// <exception cref="InvalidDataException">The batch size is out of its range.</exception>
    /// <exception cref="FormatException">A column of the input is none that a schema can have.</exception>
    public void Check(InputSpec network)
    {
        ArgumentException.ThrowIfNullOrEmpty(ImageColumnName);
        ArgumentException.ThrowIfNullOrEmpty(ScoreColumnName);
        ArgumentException.ThrowIfNullOrEmpty(PredictedLabelColumnName);
        SavedNetwork.CheckBatchSize(BatchSize);
        Input?.Schema(); // columns that lie are found here, not when the model is saved again
        AveragedEngine.Check(TestTimeAugmentation, network);
        if (RejectThreshold is { } threshold && !(threshold >= 0 && threshold <= Largest))
            throw new ArgumentException($"The threshold for answers must be 0 to 1, but is {threshold}.");
        if (Temperature is { } temperature && !(temperature >= LowestTemperature && temperature <= HighestTemperature))
            throw new ArgumentException($"The temperature must be {LowestTemperature} to {HighestTemperature}, but is {temperature}.");
    }
}

/// <summary>Which columns a step that gives numbers reads and writes, and how many images it takes at once.</summary>
internal sealed record NumberOptions(
    string ImageColumnName, string ScoreColumnName, int BatchSize = 32, PixelOrder PixelOrder = PixelOrder.Auto, FittedInput? Input = null,
    TestTimeAugmentation TestTimeAugmentation = TestTimeAugmentation.None)
{
    /// <inheritdoc cref="ScoringOptions.Check"/>
    public void Check(InputSpec network)
    {
        ArgumentException.ThrowIfNullOrEmpty(ImageColumnName);
        ArgumentException.ThrowIfNullOrEmpty(ScoreColumnName);
        SavedNetwork.CheckBatchSize(BatchSize);
        Input?.Schema();
        AveragedEngine.Check(TestTimeAugmentation, network);
    }
}

/// <summary>Which columns a featurizer reads and writes, and how many images it takes at once.</summary>
internal sealed record FeaturizingOptions(
    string ImageColumnName, string FeaturesColumnName, int BatchSize = 32, PixelOrder PixelOrder = PixelOrder.Auto, FittedInput? Input = null,
    TestTimeAugmentation TestTimeAugmentation = TestTimeAugmentation.None);
