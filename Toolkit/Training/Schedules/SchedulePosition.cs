namespace Toolkit.Training;

/// <summary>Where in a phase a step is.</summary>
/// <param name="Step">Steps of the phase that were done before it, from 0.</param>
/// <param name="Steps">Steps of the whole phase, at least 1.</param>
/// <param name="StepsPerEpoch">Steps of an epoch, at least 1.</param>
/// <param name="Losses">
/// The validation loss of every epoch of the phase that is done, in order; without validation images, the training loss.
/// </param>
public readonly record struct SchedulePosition(int Step, int Steps, int StepsPerEpoch, IReadOnlyList<double> Losses);
