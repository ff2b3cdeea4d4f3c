namespace Toolkit.Training;

/// <summary>How much work a training is, in forward passes of one image through the backbone.</summary>
internal sealed class WorkPlan(TrainingData data)
{
    /// <summary>A step's forward and backward pass: the backward pass is about twice the work of the forward pass.</summary>
    private const int ForwardAndBackward = 3;

    /// <summary>Work of one training image.</summary>
    public double OfStep(TrainingPhase phase) => phase == TrainingPhase.Unfrozen ? ForwardAndBackward : OfValidation(phase);

    /// <summary>Work of one validation image.</summary>
    public double OfValidation(TrainingPhase phase) => UsesCache(phase) ? 0 : 1;

    /// <summary>Work of a phase's epochs, the features of its images included.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="done">Epochs of the training that are done already.</param>
    public double Of(PhasePlan phase, int done)
    {
        var left = phase.LastEpoch - Math.Clamp(done, phase.FirstEpoch - 1, phase.LastEpoch);
        var epoch = OfStep(phase.Phase) * data.Train.Count + OfValidation(phase.Phase) * data.ValidationCount;
        var features = left > 0 && UsesCache(phase.Phase) ? data.Train.Count + data.ValidationCount : 0;
        return left * epoch + features;
    }

    private bool UsesCache(TrainingPhase phase) => phase == TrainingPhase.Frozen && data.CachesFeatures;
}
