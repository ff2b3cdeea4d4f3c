using Toolkit.Data;
using Toolkit.Images;

namespace Toolkit.Cli;

/// <summary>Image files without labels.</summary>
internal sealed class ImageFiles(IReadOnlyList<string> paths) : IImageDataset
{
    public int Count => paths.Count;

    public IReadOnlyList<string> ClassNames { get; } = [""];

    public int LabelOf(int index) => 0;

    public string NameOf(int index) => paths[index];

    public void Read(int index, ImageBuffer image) => ImageDecoder.DecodeFile(paths[index], image);
}
