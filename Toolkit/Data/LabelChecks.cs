namespace Toolkit.Data;

/// <summary>The one place where labels and class names are held against each other.</summary>
internal static class LabelChecks
{
    /// <summary>Every label must be an index into the class names.</summary>
    public static void InRange(ReadOnlySpan<int> labels, IReadOnlyList<string> classNames)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] < (uint)classNames.Count) continue;
            throw new ArgumentException(
                $"The label of image {i} is {labels[i]}, but there are {classNames.Count} class name(s), so labels go from 0 to " +
                $"{classNames.Count - 1}.");
        }
    }
}
