using Toolkit.Data;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// How wrong a network's outputs are: what training makes small. Those that come with the toolkit are <c>Loss.CrossEntropy()</c> and
/// <c>Loss.Focal(…)</c> for classes, <c>Loss.BinaryCrossEntropy()</c> and <c>Loss.Focal(…)</c> for several labels, <c>Loss.MeanSquaredError()</c> and
/// <c>Loss.Huber(…)</c> for numbers. One of your own is a record with its numbers as its properties.
/// </summary>
/// <remarks>
/// Weights of images and balancing are applied to what a loss gives, and so is the mean over a batch. In your own, use <see cref="LibTorch.Arithmetic"/>
/// where a number meets a tensor.
/// </remarks>
public abstract partial record Loss
{
    /// <summary>The loss of each image, or of each of its outputs.</summary>
    /// <param name="outputs"><c>[N, Classes]</c>, float32, with a graph: logits, or numbers.</param>
    /// <param name="targets">
    /// Labels, int64, <c>[N]</c>; or float32, <c>[N, Classes]</c>: the probability of each class, where a callback has mixed images; 1 or 0 for each label;
    /// or the numbers, standardised to mean 0 and deviation 1 over the training images.
    /// </param>
    /// <param name="task">What the outputs mean.</param>
    /// <returns>With a graph, <c>[N]</c>; or <c>[N, Classes]</c>, of which each image's mean is taken.</returns>
    public abstract Tensor Of(Tensor outputs, Tensor targets, LearningTask task);

    /// <summary>Whether it is made for a task. True unless a loss says otherwise.</summary>
    public virtual bool Suits(LearningTask task) => true;

    /// <summary>The same with label smoothing; null, as it is unless a loss says otherwise: it knows none.</summary>
    /// <param name="labelSmoothing">Above 0 and below 1.</param>
    public virtual Loss? Smoothed(double labelSmoothing) => null;

    /// <summary>The loss of a task for which none was chosen.</summary>
    internal static Loss For(LearningTask task) => task switch
    {
        LearningTask.MultiLabel => BinaryCrossEntropy(),
        LearningTask.Regression => MeanSquaredError(),
        _ => CrossEntropy(),
    };
}
