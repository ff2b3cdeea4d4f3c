namespace Toolkit.Data;

/// <summary>How an <see cref="ImageTable"/> is read.</summary>
public sealed record ImageTableOptions
{
    /// <summary>
    /// What the label columns hold: a class; several labels with <c>;</c> between, where an empty field is an image without any; or numbers. Null, the default:
    /// several labels where a <c>;</c> stands in one of the fields, else a class, whatever it looks like.
    /// </summary>
    public LearningTask? Task { get; init; }

    /// <summary>
    /// Names of the label columns in any case: one, or for <see cref="LearningTask.Regression"/> one for each number. Default: <c>label</c>.
    /// </summary>
    public IReadOnlyList<string> LabelColumns { get; init; } = ["label"];

    /// <summary>
    /// The classes or labels in their order, for a set whose labels must be those of a model. Null, the default: all that are there, in ordinal order. Numbers
    /// are in the order of their columns.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; init; }
}
