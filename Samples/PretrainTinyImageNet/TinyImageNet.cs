using Toolkit.Data;
using Toolkit.Images;

namespace Toolkit.Samples;

/// <summary>
/// Tiny ImageNet: 200 classes of ImageNet, 64×64 pixels, 500 training and 50 validation images a class, in the folders of its
/// home (Stanford's CS231n): <c>train/n01443537/images/*.JPEG</c>, and <c>val/images/*.JPEG</c> with <c>val/val_annotations.txt</c>.
/// </summary>
internal sealed class TinyImageNet : IImageDataset
{
    private readonly (string Path, int Label)[] images;

    private TinyImageNet(IReadOnlyList<string> classNames, IEnumerable<(string Path, int Label)> images) =>
        (ClassNames, this.images) = (classNames, [.. images]);

    public int Count => images.Length;

    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Reads one of the two sets into memory.</summary>
    /// <param name="folder">The folder <c>tiny-imagenet-200</c>.</param>
    /// <param name="training">Which of the two sets.</param>
    public static InMemoryImages Load(string folder, bool training)
    {
        string[] ids = [.. File.ReadLines(Path.Combine(folder, "wnids.txt")).Order(StringComparer.Ordinal)];
        var images = training ? Training(folder, ids) : Validation(folder, ids);
        return InMemoryImages.Load(new TinyImageNet(Names(folder, ids), images));
    }

    public int LabelOf(int index) => images[index].Label;

    public string NameOf(int index) => images[index].Path;

    public void Read(int index, ImageBuffer image) => ImageDecoder.Decode(File.ReadAllBytes(NameOf(index)), NameOf(index), image);

    private static IEnumerable<(string Path, int Label)> Training(string folder, string[] ids) =>
        ids.SelectMany((id, label) => Directory
            .GetFiles(Path.Combine(folder, "train", id, "images")).Order(StringComparer.Ordinal).Select(path => (path, label)));

    private static IEnumerable<(string Path, int Label)> Validation(string folder, string[] ids) =>
        from line in File.ReadLines(Path.Combine(folder, "val", "val_annotations.txt"))
        let columns = line.Split('\t')
        select (Path.Combine(folder, "val", "images", columns[0]), Array.IndexOf(ids, columns[1]));

    /// <summary>The first of the names that WordNet gives an id: "n01443537 → goldfish, Carassius auratus".</summary>
    private static string[] Names(string folder, string[] ids)
    {
        var words = File.ReadLines(Path.Combine(folder, "words.txt")).Select(line => line.Split('\t')).ToDictionary(x => x[0], x => x[1].Split(',')[0]);
        return [.. ids.Select(id => words[id])];
    }
}
