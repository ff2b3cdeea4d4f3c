using Toolkit.Data;
using Toolkit.Networks;

namespace Toolkit.Training;

/// <summary>
/// What is fitted to the validation images behind the training: the temperature of the probabilities, and from which one on there is an answer; of several
/// labels, from which one on an image is said to have each.
/// </summary>
internal static class ConfidenceFit
{
    /// <summary>Finds out before the training whether it can be done.</summary>
    /// <exception cref="ArgumentException">There are no validation images, or the task is not classification.</exception>
    /// <exception cref="NotSupportedException">The network's logits do not follow the weights of its last layer.</exception>
    public static void Check(Network network, TrainingData data)
    {
        var options = data.Options;
        if (!options.CalibrateProbabilities && options.AcceptedErrorShare is null) return;
        var asked = options.CalibrateProbabilities ? nameof(options.CalibrateProbabilities) : nameof(options.AcceptedErrorShare);
        if (data.Objective.Task != LearningTask.Classification)
            throw new ArgumentException($"{asked} is for {LearningTask.Classification}, but the images are for {data.Objective.Task}. Leave it out.");
        if (data.Validation is null)
        {
            throw new ArgumentException(
                $"{asked} needs validation images, and there are none. Give a validation set, or a {nameof(options.ValidationFraction)} above 0.");
        }
        if (options.CalibrateProbabilities) LogitScale.Check(network);
    }

    /// <summary>Does what the options ask for, for a network with its best weights. Cancelled training runs get it, too: they are kept.</summary>
    public static TrainingResult Apply(Network network, TrainingData data, TrainingResult result)
    {
        var options = data.Options;
        if (data.Objective.Task == LearningTask.MultiLabel) return result with { Thresholds = ThresholdsOf(network, data) };
        if (result.Best is null || (!options.CalibrateProbabilities && options.AcceptedErrorShare is null)) return result;
        var logits = ValidationLogits.Of(network, data);
        if (options.CalibrateProbabilities)
        {
            var scaling = Scale(network, logits);
            (result, logits) = (result with { Calibration = scaling }, logits.DividedBy(scaling.Temperature));
        }
        return options.AcceptedErrorShare is { } share ? result with { Rejection = RejectionSearch.Of(logits, share) } : result;
    }

    private static float[] ThresholdsOf(Network network, TrainingData data) => data.ValidationTargets is { } targets
        ? ThresholdSearch.Of(ValidationLogits.Of(network, data), targets)
        : [.. data.Train.ClassNames.Select(_ => ThresholdSearch.Usual)];

    private static TemperatureScaling Scale(Network network, ValidationLogits logits)
    {
        var temperature = TemperatureSearch.Of(logits);
        LogitScale.Multiply(network, 1 / temperature);
        return new(temperature, TemperatureSearch.Loss(logits, 1).Value, TemperatureSearch.Loss(logits, 1 / temperature).Value, logits.Images);
    }
}
