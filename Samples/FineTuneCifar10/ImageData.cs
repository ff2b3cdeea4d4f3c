using Toolkit.Data;
using Toolkit.Datasets;

namespace Toolkit.Samples;

/// <summary>The images to train and test on.</summary>
/// <param name="Name">What to call them.</param>
/// <param name="Train">Training images.</param>
/// <param name="Test">Test images, which nothing but the final score is computed on.</param>
internal sealed record ImageData(string Name, IImageDataset Train, IImageDataset Test)
{
    /// <summary>
    /// CIFAR-10 from --data, TOOLKIT_DATA or data/cifar10, downloaded to the last where it is in none; where that fails, Fashion-MNIST from
    /// Debian's package.
    /// </summary>
    public static ImageData Find(string? path)
    {
        if (path is not null) return Cifar(path);
        var environment = Environment.GetEnvironmentVariable("TOOLKIT_DATA");
        var download = Path.Combine("data", "cifar10");
        string[] places = [.. environment is null ? [] : new[] { Path.Combine(environment, "cifar10"), environment }, download];
        if (places.FirstOrDefault(HasCifar) is { } found) return Cifar(found);
        if (Cifar10Download.Try(download)) return Cifar(download);

        Console.WriteLine("This run takes Fashion-MNIST, as three equal channels.");
        return new ImageData("Fashion-MNIST", FashionMnist.Load(training: true), FashionMnist.Load(training: false));
    }

    /// <summary>The same with random subsets; 0 stands for all images.</summary>
    public ImageData Take(int train, int test, int seed) => this with { Train = Take(Train, train, seed), Test = Take(Test, test, seed) };

    private static bool HasCifar(string folder) => Cifar10Binary.IsIn(folder) || SetIn(folder, "train") is not null;

    private static ImageData Cifar(string folder) => Cifar10Binary.IsIn(folder)
        ? new("CIFAR-10", Cifar10Binary.Load(folder, training: true), Cifar10Binary.Load(folder, training: false))
        : new("CIFAR-10", Images(folder, "train"), Images(folder, "test"));

    private static string? SetIn(string folder, string set) =>
        new[] { Path.Combine(folder, set + ".zip"), Path.Combine(folder, set) }.FirstOrDefault(Path.Exists);

    private static ImageFolder Images(string folder, string set) => new(SetIn(folder, set)
        ?? throw new FileNotFoundException($"'{folder}' has neither {set}.zip nor {set}/ nor CIFAR-10's .bin files. Give a folder that has."));

    private static IImageDataset Take(IImageDataset images, int count, int seed) =>
        count == 0 || count >= images.Count ? images : images.TakeRandom(count, seed);
}
