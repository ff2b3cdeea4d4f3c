using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// Trains on images with a rectangle of another image in them, and on what both show by their areas (Yun et al. 2019, "CutMix: regularization strategy
/// to train strong classifiers with localizable features"). Batches of features, in frozen epochs that reuse them, stay as they are.
/// </summary>
public sealed class CutMix : BatchMixing
{
    /// <summary>Sets how much is mixed.</summary>
    /// <param name="alpha">The share of an image's area is drawn from Beta(α, α); above 0. Default 1, the paper's: all areas alike.</param>
    /// <param name="probability">How often a batch is mixed, 0 to 1. Default 1; the paper's for CIFAR is 0.5.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public CutMix(double alpha = 1, double probability = 1) : base(alpha, probability)
    {
    }

    private protected override bool Suits(TrainingContext run) => run.BatchesAreImages;

    private protected override (Tensor Inputs, double Share) Mix(Tensor inputs, Tensor partners, double share)
    {
        var (height, width) = (inputs.shape[2], inputs.shape[3]);
        var (rows, columns) = (Interval(height, share), Interval(width, share));
        var mixed = inputs.clone();
        mixed[.., .., rows.First..rows.Last, columns.First..columns.Last] =
            inputs[.., .., rows.First..rows.Last, columns.First..columns.Last].index_select(0, partners);
        return (mixed, 1 - (rows.Last - rows.First) * (columns.Last - columns.First) / (double)(height * width));
    }

    /// <summary>Where the rectangle is along one side: around a point that any pixel may be, and cut off at the edges.</summary>
    private static (int First, int Last) Interval(long side, double share)
    {
        var half = (int)(side * Math.Sqrt(1 - share) / 2);
        using var drawn = randint(side, 1);
        var centre = (int)drawn.item<long>();
        return (Math.Max(0, centre - half), (int)Math.Min(side, centre + half));
    }
}
