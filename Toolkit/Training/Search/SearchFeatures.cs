namespace Toolkit.Training;

/// <summary>What a network makes of the training images in one augmentation, for all candidates that share both.</summary>
/// <param name="Data">The images, and how they are trained on.</param>
/// <param name="Train">Features of the training images.</param>
/// <param name="Seconds">How long they took.</param>
internal sealed record SearchFeatures(TrainingData Data, IBatchSource Train, double Seconds) : IDisposable
{
    public void Dispose() => Train.Dispose();
}
