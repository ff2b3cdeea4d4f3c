namespace Toolkit.Samples;

/// <summary>The same network, trained on the same images for as many epochs, from different starts.</summary>
internal static class Comparison
{
    /// <summary>Prints all test accuracies, and as the last line the first one.</summary>
    public static void Print(IReadOnlyList<(string Name, double Accuracy)> scores)
    {
        if (scores.Count > 1)
        {
            Console.WriteLine("\nThe same network, images and epochs; test accuracy:");
            foreach (var (name, accuracy) in scores) Console.WriteLine(FormattableString.Invariant($"  from {name,-24} {100 * accuracy,6:F2} %"));
        }
        Console.WriteLine(FormattableString.Invariant($"test accuracy: {100 * scores[0].Accuracy:F2} %"));
    }
}
