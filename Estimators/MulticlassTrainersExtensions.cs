using Microsoft.ML;

namespace Toolkit.Estimators;

/// <summary>The trainer where ML.NET's own are: <c>ml.MulticlassClassification.Trainers.ImageFineTuning(ml)</c>.</summary>
public static class MulticlassTrainersExtensions
{
    /// <summary>A trainer that fine-tunes a pretrained network; the same as <c>ml.TransferLearning().FineTune(options)</c>.</summary>
    /// <param name="trainers">ML.NET's trainers.</param>
    /// <param name="mlContext">Their context, which a catalog tells ML.NET's own extensions only.</param>
    /// <param name="options">Everything that can be chosen; null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the network's name is unknown.</exception>
    public static ImageFineTuningTrainer ImageFineTuning(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers, MLContext mlContext,
        ImageFineTuningTrainer.Options? options = null)
    {
        ArgumentNullException.ThrowIfNull(trainers);
        return mlContext.TransferLearning().FineTune(options ?? new ImageFineTuningTrainer.Options());
    }
}
