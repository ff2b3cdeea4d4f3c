using Toolkit.Networks;

namespace Toolkit.Training;

/// <summary>
/// Standardises the numbers of a regression for the training, so that a learning rate suits whatever their unit is, and puts the unit into the network's
/// last layer afterwards, so that whatever computes the network gives the numbers themselves.
/// </summary>
/// <param name="Means">One a number, over the training images.</param>
/// <param name="Deviations">Standard deviations, above 0.</param>
internal sealed record TargetScale(double[] Means, double[] Deviations)
{
    /// <exception cref="ArgumentException">A number is the same for all images.</exception>
    public static TargetScale Of(TargetTable targets, IReadOnlyList<string> names)
    {
        var numbers = Enumerable.Range(0, targets.Width);
        double[] means = [.. numbers.Select(number => Mean(targets, image => targets[image, number]))];
        double[] deviations = [.. numbers.Select(number => Math.Sqrt(Mean(targets, image => Math.Pow(targets[image, number] - means[number], 2))))];
        string[] constant = [.. numbers.Where(number => IsConstant(targets, number)).Select(number => $"'{names[number]}' is always {targets[0, number]}")];
        return constant.Length == 0
            ? new(means, deviations)
            : throw new ArgumentException($"There is nothing to learn about a number that is the same for all training images: {string.Join(", ", constant)}.");
    }

    /// <summary>The targets with mean 0 and deviation 1 over the training images.</summary>
    public TargetTable Standardised(TargetTable targets) => targets with
    {
        Values = [.. targets.Values.Select((value, place) => (float)((value - Means[place % targets.Width]) / Deviations[place % targets.Width]))],
    };

    /// <summary>Makes a network that gives standardised numbers give the numbers themselves.</summary>
    public void PutInto(Network network) => OutputScale.Apply(network, Deviations, Means);

    /// <summary>Makes a network that gives the numbers themselves give standardised ones.</summary>
    public void TakeOutOf(Network network) => OutputScale.Apply(
        network, [.. Deviations.Select(deviation => 1 / deviation)], [.. Means.Zip(Deviations, (mean, deviation) => -mean / deviation)]);

    private static double Mean(TargetTable targets, Func<int, double> value) => Enumerable.Range(0, targets.Images).Average(value);

    private static bool IsConstant(TargetTable targets, int number) =>
        Enumerable.Range(0, targets.Images).All(image => targets[image, number] == targets[0, number]);
}
