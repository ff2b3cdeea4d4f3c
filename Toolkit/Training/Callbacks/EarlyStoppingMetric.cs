namespace Toolkit.Training;

/// <summary>What <see cref="EarlyStopping"/> looks at: a figure of the validation images, or where there are none, of the training images.</summary>
public enum EarlyStoppingMetric
{
    /// <summary>The mean loss, which is to fall.</summary>
    Loss,

    /// <summary>The share of right answers, 0 to 1, or what the task has for it (<see cref="TrainingMetric"/>), which is to rise.</summary>
    Accuracy,
}
