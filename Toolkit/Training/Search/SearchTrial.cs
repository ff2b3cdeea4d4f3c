namespace Toolkit.Training;

/// <summary>What became of a candidate.</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Weights">What its weights are called.</param>
/// <param name="LearningRate">Of the head.</param>
/// <param name="AugmentedVersions">Random versions of every training image; 0: the images as they are.</param>
/// <param name="Rounds">In which it was trained to the end; 0: none.</param>
/// <param name="Epochs">Of the last of them.</param>
/// <param name="ValidationLoss">The lowest of the last round's epochs; null: not trained, or the loss was no finite number.</param>
/// <param name="ValidationAccuracy">Of the same epoch, 0 to 1.</param>
/// <param name="FeatureSeconds">For the features, which all candidates of that network and augmentation share.</param>
/// <param name="Seconds">For the head in all rounds, validation included.</param>
/// <param name="IsChosen">Whether this is the one that was chosen.</param>
/// <param name="Remark">Why it was not trained to the end, in a sentence; null where there is nothing to say.</param>
public sealed record SearchTrial(
    string Network, string Weights, double LearningRate, int AugmentedVersions, int Rounds, int Epochs, double? ValidationLoss, double? ValidationAccuracy,
    double FeatureSeconds, double Seconds, bool IsChosen, string? Remark);
