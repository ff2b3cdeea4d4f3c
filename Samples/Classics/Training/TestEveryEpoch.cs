using Toolkit.Data;
using Toolkit.Training;

namespace Toolkit.Samples.Classics.Training;

/// <summary>Tests after every epoch, for figures that are the best of these. It chooses nothing: the weights that are kept do not depend on it.</summary>
/// <param name="test">The test images.</param>
/// <param name="cancellation">Stops a test.</param>
internal sealed class TestEveryEpoch(IImageDataset test, CancellationToken cancellation) : TrainingCallback
{
    /// <summary>The highest accuracy so far, in percent.</summary>
    public double Best { get; private set; }

    public override void OnEpochCompleted(TrainingContext run, EpochReport report) =>
        Best = Math.Max(Best, Trial.TestAccuracy(run.Network, test, cancellation));
}
