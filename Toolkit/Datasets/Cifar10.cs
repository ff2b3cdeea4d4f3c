namespace Toolkit.Datasets;

/// <summary>
/// Facts about CIFAR-10: 50,000 training and 10,000 test images, 32×32, colour, ten classes (Krizhevsky 2009).
/// </summary>
public static class Cifar10
{
    /// <summary>Height and width of every image in pixels.</summary>
    public const int Size = 32;

    /// <summary>The classes in the order of their labels, which is also their alphabetical order.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Mean of red, green and blue over the training images, scaled to 0 … 1.</summary>
    public static IReadOnlyList<float> Mean { get; } = [0.4914f, 0.4822f, 0.4465f];

    /// <summary>Standard deviation of red, green and blue over the training images, scaled to 0 … 1.</summary>
    public static IReadOnlyList<float> Std { get; } = [0.2470f, 0.2435f, 0.2616f];
}
