using Toolkit.Data;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>The targets of a data set's images, in tasks that have such.</summary>
/// <param name="Width">Values of an image.</param>
/// <param name="Values">Those of an image behind those of the image before.</param>
internal sealed record TargetTable(int Width, float[] Values)
{
    /// <summary>Null where the labels count.</summary>
    /// <exception cref="ArgumentException">An image has not as many targets as there are names, or one that the task does not allow.</exception>
    public static TargetTable? Of(IImageDataset images)
    {
        if (images.Task == LearningTask.Classification) return null;
        var width = images.ClassNames.Count;
        var values = new float[checked(images.Count * width)];
        for (var i = 0; i < images.Count; i++) Checked(images, i).CopyTo(values.AsSpan(i * width));
        return new(width, values);
    }

    public int Images => Values.Length / Width;

    /// <summary>A target of an image.</summary>
    public float this[int image, int target] => Values[image * Width + target];

    /// <summary>The targets of some images, <c>[N, Width]</c>.</summary>
    public Tensor Of(ReadOnlySpan<int> images, Device device)
    {
        var chosen = new float[images.Length * Width];
        for (var i = 0; i < images.Length; i++) Values.AsSpan(images[i] * Width, Width).CopyTo(chosen.AsSpan(i * Width));
        using var scope = NewDisposeScope();
        return tensor(chosen, device: device).reshape(images.Length, Width).MoveToOuterDisposeScope();
    }

    private static ReadOnlySpan<float> Checked(IImageDataset images, int index)
    {
        var targets = images.TargetsOf(index);
        if (targets.Length != images.ClassNames.Count)
        {
            throw new ArgumentException(
                $"{images.NameOf(index)} has {targets.Length} targets, but there are {images.ClassNames.Count} ({string.Join(", ", images.ClassNames)}).");
        }
        for (var i = 0; i < targets.Length; i++)
        {
            if (images.Task == LearningTask.MultiLabel ? targets[i] is 0 or 1 : float.IsFinite(targets[i])) continue;
            throw new ArgumentException(
                $"The target '{images.ClassNames[i]}' of {images.NameOf(index)} is {targets[i]}, but must be "
                + (images.Task == LearningTask.MultiLabel ? "1 for a label that the image has, or 0." : "a finite number. Leave the image out, or give the number."));
        }
        return targets;
    }
}
