namespace Toolkit.Training;

/// <summary>What is done about classes with many more images than others.</summary>
public enum ClassBalancing
{
    /// <summary>Nothing: every image counts as its weight says.</summary>
    None,

    /// <summary>
    /// The loss of an image is divided by the share that its class has of the training images (of the sum of their weights), so that every
    /// class counts the same: scikit-learn's "balanced" class weights, images / (classes · images of the class).
    /// </summary>
    InverseFrequency,
}
