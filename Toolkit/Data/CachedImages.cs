using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>
/// Images that are kept as decoded bytes once they were read, as long as the budget allows; the others are decoded every time. So memory stays
/// flat, and results are the same whatever the budget.
/// </summary>
internal sealed class CachedImages : IImageDataset
{
    private readonly IImageDataset source;
    private readonly ImageBudget budget;
    private readonly ImageBuffer?[] kept;

    private CachedImages(IImageDataset source, ImageBudget budget) =>
        (this.source, this.budget, kept) = (source, budget, new ImageBuffer?[source.Count]);

    public int Count => source.Count;

    public LearningTask Task => source.Task;

    public IReadOnlyList<string> ClassNames => source.ClassNames;

    public bool IsDecoded => true;

    /// <summary>The data set with a cache, or itself where its images are kept decoded already.</summary>
    public static IImageDataset Over(IImageDataset source, ImageBudget budget) => source.IsDecoded ? source : new CachedImages(source, budget);

    public int LabelOf(int index) => source.LabelOf(index);

    public ReadOnlySpan<float> TargetsOf(int index) => source.TargetsOf(index);

    public float WeightOf(int index) => source.WeightOf(index);

    public string NameOf(int index) => source.NameOf(index);

    public void Read(int index, ImageBuffer image)
    {
        if (Volatile.Read(ref kept[index]) is { } copy)
        {
            image.CopyFrom(copy);
            return;
        }
        source.Read(index, image);
        if (budget.TryTake(image.Pixels.Length)) Volatile.Write(ref kept[index], CopyOf(image));
    }

    public ulong ContentHashOf(int index) => source.ContentHashOf(index);

    private static ImageBuffer CopyOf(ImageBuffer image)
    {
        var copy = new ImageBuffer();
        copy.CopyFrom(image);
        return copy;
    }
}
