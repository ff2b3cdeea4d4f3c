namespace Toolkit.Data.Tables;

/// <summary>What a table says of its images: one form of label for each task.</summary>
internal abstract class TableLabels
{
    public abstract LearningTask Task { get; }

    /// <summary>The classes, labels or numbers, in their order.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>The class of a row; 0 in other tasks.</summary>
    public virtual int LabelOf(int row) => 0;

    /// <summary>Labels or numbers of a row; none in classification.</summary>
    public virtual ReadOnlySpan<float> TargetsOf(int row) => [];

    /// <summary>Reads the label columns in the form that the options ask for, or the labels show.</summary>
    /// <exception cref="ArgumentException">The options name no label column, or several where there can be one.</exception>
    /// <exception cref="InvalidDataException">A column is missing, or a label is none that the task allows.</exception>
    public static TableLabels Read(TableFile file, ImageTableOptions options)
    {
        if (options.LabelColumns.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"{nameof(ImageTableOptions.LabelColumns)} names {twice.Key} twice. Name each column once.");
        int[] columns = [.. options.LabelColumns.Select(file.ColumnOf)];
        if (options.Task == LearningTask.Regression && columns.Length > 0) return new NumberColumns(file, columns, options);
        if (columns is not [var column])
        {
            throw new ArgumentException(
                $"Labels are in one column, but {nameof(ImageTableOptions.LabelColumns)} names {columns.Length} ({string.Join(", ", options.LabelColumns)}). "
                + $"Several are for {LearningTask.Regression}.");
        }
        var task = options.Task;
        if (task is null && file.Rows.Any(row => row[column].Contains(LabelListColumn.Separator))) task = LearningTask.MultiLabel;
        return task == LearningTask.MultiLabel ? new LabelListColumn(file, column, options) : new ClassColumn(file, column, options);
    }
}
