using System.IO.Hashing;
using Toolkit.Cli.Tasks;
using Toolkit.Data;
using Toolkit.Images;

namespace Toolkit.Cli.Data;

/// <summary>
/// Looks a data set over before anything is trained on it: every image is decoded once. What is wrong is said; images that cannot be read are left out.
/// </summary>
internal sealed class DataCheck
{
    private const int FewImages = 10, Shown = 3, Lopsided = 10, MostNames = 20;

    private readonly IImageDataset images;
    private readonly ImageTask task;
    private readonly Seen?[] seen;
    private readonly List<string> unreadable = [];

    private DataCheck(IImageDataset images, CancellationToken cancellation)
    {
        (this.images, seen) = (images, new Seen?[images.Count]);
        Parallel.For(0, images.Count, new ParallelOptions { CancellationToken = cancellation }, () => new ImageBuffer(), Look, _ => { });
        unreadable.Sort(StringComparer.Ordinal);
        ReadableIndices = [.. Enumerable.Range(0, seen.Length).Where(index => seen[index] is not null)];
        task = ImageTask.Of(images.Task);
        Counts = task.Count(images, ReadableIndices);
    }

    /// <summary>Looks at all images.</summary>
    public static DataCheck Of(IImageDataset images, CancellationToken cancellation) => new(images, cancellation);

    /// <summary>The images that can be read.</summary>
    public IImageDataset Readable => unreadable.Count == 0 ? images : images.Subset(ReadableIndices);

    /// <summary>Indices of the images that can be read, in the data set.</summary>
    public IReadOnlyList<int> ReadableIndices { get; }

    /// <summary>The middle of the images' shorter sides, in pixels.</summary>
    public int MedianShorterSide =>
        seen.OfType<Seen>().Select(image => Math.Min(image.Width, image.Height)).Order().ElementAt(ReadableIndices.Count / 2);

    /// <summary>Images of each class or label, in their order; none of numbers.</summary>
    public IReadOnlyList<int> Counts { get; }

    /// <summary>How many images there are of what.</summary>
    public string Summary => $"{images.Count} images of {images.ClassNames.Count} {Word(images.ClassNames.Count)}: " + string.Join(", ", Counts.Count > 0
        ? images.ClassNames.Zip(Counts, (name, count) => $"{name} {count}").Take(MostNames)
        : images.ClassNames.Take(MostNames));

    /// <summary>Whether one class or label has many times the images of another.</summary>
    public bool IsLopsided => Counts.Count > 0 && Counts.Max() >= Lopsided * Math.Max(1, Counts.Min());

    /// <summary>What is wrong or strange, a sentence each.</summary>
    public IEnumerable<string> Findings() => [.. Unreadable(), .. SmallClasses(), .. Duplicates(), .. TellTaleSizes(), .. LeftOut()];

    /// <summary>Images that the other set has, too.</summary>
    /// <param name="other">Such as that of the validation images.</param>
    /// <param name="otherName">What to call it.</param>
    public IEnumerable<string> SharedWith(DataCheck other, string otherName)
    {
        var known = other.seen.OfType<Seen>().Select(image => image.Hash).ToHashSet();
        string[] shared = [.. ReadableIndices.Where(index => known.Contains(seen[index]!.Hash)).Select(images.NameOf)];
        if (shared.Length > 0)
            yield return $"{shared.Length} training image(s) are also among the {otherName} images, whose figures are too good then: {Some(shared)}.";
    }

    private ImageBuffer Look(int index, ParallelLoopState state, ImageBuffer buffer)
    {
        try
        {
            images.Read(index, buffer);
            seen[index] = new Seen(buffer.Width, buffer.Height, XxHash3.HashToUInt64(buffer.Pixels, seed: buffer.Width));
        }
        catch (UnreadableImageException error)
        {
            lock (unreadable) unreadable.Add(error.Message);
        }
        return buffer;
    }

    private IEnumerable<string> Unreadable()
    {
        if (unreadable.Count > 0) yield return $"{unreadable.Count} image(s) cannot be read and are left out: {Some(unreadable)}";
    }

    private IEnumerable<string> SmallClasses() =>
        from entry in Counts.Index()
        where entry.Item < FewImages
        select $"The {task.Output.One} '{images.ClassNames[entry.Index]}' has {entry.Item} image(s) only; {FewImages} are few, and some dozens better.";

    private IEnumerable<string> Duplicates()
    {
        var groups = ReadableIndices.GroupBy(index => seen[index]!.Hash).Where(group => group.Count() > 1).ToList();
        var across = groups.Where(group => group.Any(index => !HaveSameLabel(index, group.First()))).ToList();
        if (across.Count > 0)
        {
            var names = across.Select(group => string.Join(" = ", group.Select(images.NameOf)));
            yield return $"{across.Count} image(s) {task.Conflict}, of which at most one is right: {Some([.. names])}.";
        }
        var within = groups.Count - across.Count;
        if (within > 0) yield return $"{within} image(s) are there more than once.";
    }

    private bool HaveSameLabel(int one, int other) =>
        images.LabelOf(one) == images.LabelOf(other) && images.TargetsOf(one).SequenceEqual(images.TargetsOf(other));

    private string Word(int count) => count == 1 ? task.Output.One : task.Output.Several;

    /// <summary>A network sees the size of an image, after resizing, by its sharpness: a class that alone has a size can be told by it.</summary>
    private IEnumerable<string> TellTaleSizes()
    {
        if (images.Task != LearningTask.Classification) yield break;
        var sizes = ReadableIndices.ToLookup(images.LabelOf, index => (seen[index]!.Width, seen[index]!.Height));
        foreach (var one in sizes.Where(group => group.Count() > 1 && group.Distinct().Count() == 1))
        {
            var size = one.First();
            if (sizes.Count > 1 && sizes.Where(group => group.Key != one.Key).All(group => !group.Contains(size)))
                yield return $"All images of the class '{images.ClassNames[one.Key]}' have {size.Width}×{size.Height} pixels, and no other class has such: the "
                    + "network may learn the size.";
        }
    }

    private IEnumerable<string> LeftOut()
    {
        if (images is ImageFolder { Ignored.Count: > 0 } folder)
            yield return $"{folder.Ignored.Count} file(s) are not used: {folder.IgnoredKinds}.";
    }

    private static string Some(IReadOnlyList<string> names) => string.Join("; ", names.Take(Shown)) + (names.Count > Shown ? "; …" : "");

    private sealed record Seen(int Width, int Height, ulong Hash);
}
