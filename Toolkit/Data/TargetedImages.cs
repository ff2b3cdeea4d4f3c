using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>The images of another data set, with several labels or numbers for each of them in the place of its class.</summary>
/// <example>
/// <code>
/// var scenes = new TargetedImages(images, LearningTask.MultiLabel, ["beach", "people", "sunset"], [[1, 0, 1], [0, 1, 0], [1, 1, 0]]);
/// </code>
/// </example>
public sealed class TargetedImages : IImageDataset
{
    private readonly IImageDataset images;
    private readonly IReadOnlyList<float[]> targets;

    /// <summary>Puts targets and images together.</summary>
    /// <param name="images">The images; their classes are not looked at.</param>
    /// <param name="task">Several labels, or numbers.</param>
    /// <param name="names">Names of the labels or numbers, at least one, all different.</param>
    /// <param name="targets">
    /// For each image one value a name, in their order: 1 or 0 for a label that the image has or has not, or the number; not copied.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The task is classification, names are missing or there twice, or there are not as many targets as images, or as many values as names.
    /// </exception>
    public TargetedImages(IImageDataset images, LearningTask task, IReadOnlyList<string> names, IReadOnlyList<float[]> targets)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(targets);
        (this.images, this.targets, Task, ClassNames) = (images, targets, task, names);
        if (task is not (LearningTask.MultiLabel or LearningTask.Regression))
            throw new ArgumentException($"Targets are for {LearningTask.MultiLabel} and {LearningTask.Regression}, but the task is {task}.", nameof(task));
        if (names.Count == 0 || names.Distinct().Count() < names.Count)
            throw new ArgumentException($"Names must be different, at least one, but are: {string.Join(", ", names)}.", nameof(names));
        if (targets.Count != images.Count)
            throw new ArgumentException($"There are {images.Count} images, but targets for {targets.Count}. Give them for each image.", nameof(targets));
        if (targets.Index().FirstOrDefault(item => item.Item.Length != names.Count) is { Item: { } other } found)
        {
            throw new ArgumentException(
                $"{images.NameOf(found.Index)} has {other.Length} targets, but there are {names.Count} names ({string.Join(", ", names)}). Give one value a name.",
                nameof(targets));
        }
    }

    /// <inheritdoc/>
    public int Count => images.Count;

    /// <inheritdoc/>
    public LearningTask Task { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public bool IsDecoded => images.IsDecoded;

    /// <inheritdoc/>
    public int LabelOf(int index) => 0;

    /// <inheritdoc/>
    public ReadOnlySpan<float> TargetsOf(int index) => targets[index];

    /// <inheritdoc/>
    public float WeightOf(int index) => images.WeightOf(index);

    /// <inheritdoc/>
    public string NameOf(int index) => images.NameOf(index);

    /// <inheritdoc/>
    public void Read(int index, ImageBuffer image) => images.Read(index, image);

    /// <inheritdoc/>
    public ulong ContentHashOf(int index) => images.ContentHashOf(index);
}
