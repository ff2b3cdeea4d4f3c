namespace Toolkit.Training;

/// <summary>
/// What temperature scaling brought (Guo et al. 2017, "On Calibration of Modern Neural Networks"): all logits are divided by one number, so that the
/// probabilities say how often an answer is right. The order of the classes stays.
/// </summary>
/// <param name="Temperature">
/// The number, 0.1 to 10: above 1 for a network that was too sure. Where the validation images would have it beyond, as a network that is right about
/// all of them would, it is at the bound.
/// </param>
/// <param name="LossBefore">Mean cross-entropy over the validation images without it.</param>
/// <param name="LossAfter">And with it.</param>
/// <param name="Images">Validation images.</param>
public sealed record TemperatureScaling(double Temperature, double LossBefore, double LossAfter, int Images);
