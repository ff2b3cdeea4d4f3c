namespace Toolkit.Estimators;

public sealed partial class ImageRegressionTrainer
{
    /// <summary>
    /// What can be chosen about the training of numbers. The label is Single or Double, for one number an image; or a vector of known size, for several,
    /// whose slot names name them. <see cref="ImageTrainerOptions.ScoreColumnName"/> receives the numbers likewise: Single, or a vector of Single.
    /// </summary>
    public sealed class Options : ImageTrainerOptions;
}
