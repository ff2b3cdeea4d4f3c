namespace Toolkit.Training;

/// <summary>
/// When the running mean and variance of the backbone's batch normalisation follow the training images. While they do, the layers
/// normalise by each batch's own statistics, else by the running ones. Scale and shift learn with the other parameters in any case.
/// </summary>
public enum BatchNormStatistics
{
    /// <summary>While all layers learn, as in PyTorch's transfer learning tutorial.</summary>
    FollowWhileUnfrozen,

    /// <summary>In the frozen epochs, too, as in fastai.</summary>
    Follow,

    /// <summary>
    /// Never, as Keras's transfer learning guide advises. For small batches and few images: a mean and variance over some random crops
    /// disturb more than they teach.
    /// </summary>
    Keep,
}
