using Toolkit.Data;
using Toolkit.Images;

namespace Toolkit.UnitTests.Data;

/// <summary>Images whose pixels follow from their index, for tests that must know what comes out.</summary>
internal sealed class SyntheticImages(int count, int channels = 3, int height = 8, int width = 6, int classes = 3) : IImageDataset
{
    public Action<int>? BeforeRead { get; init; }

    public int Count => count;

    public IReadOnlyList<string> ClassNames { get; } = [.. Enumerable.Range(0, classes).Select(label => $"class {label}")];

    public int LabelOf(int index) => index % classes;

    public string NameOf(int index) => $"synthetic/{index}.png";

    public void Read(int index, ImageBuffer image)
    {
        BeforeRead?.Invoke(index);
        image.Reshape(channels, height, width);
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)(index * 31 + i * 7);
    }
}
