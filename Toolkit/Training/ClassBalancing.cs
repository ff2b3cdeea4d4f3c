namespace Toolkit.Training;

/// <summary>What is done about classes with many more images than others.</summary>
public enum ClassBalancing
{
    /// <summary>Nothing: every image counts as its weight says.</summary>
    None,

    /// <summary>
    /// The loss of an image is divided by the share that its class has of the training images (of the sum of their weights), so that every
    /// class counts the same: scikit-learn's "balanced" class weights, images / (classes · images of the class). Of several labels, each counts the same
    /// where an image has it as where not: the loss of those that have it is multiplied by the number without it divided by the number with it, PyTorch's
    /// <c>pos_weight</c>. Numbers know no balancing.
    /// </summary>
    InverseFrequency,
}
