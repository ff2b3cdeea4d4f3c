namespace Toolkit.Networks;

/// <summary>The 1000 classes of ImageNet (ILSVRC 2012) in the order of the outputs of networks trained on it, by torchvision's names.</summary>
internal static class ImageNetClasses
{
    private static readonly Lazy<IReadOnlyList<string>> All = new(Read);

    public static IReadOnlyList<string> Names => All.Value;

    private static string[] Read()
    {
        using var file = new StreamReader(typeof(ImageNetClasses).Assembly.GetManifestResourceStream("imagenet1k.txt")!);
        return file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
