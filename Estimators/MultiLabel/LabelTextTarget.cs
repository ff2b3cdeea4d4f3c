using Microsoft.ML;
using Toolkit.Data;
using Toolkit.Estimators.FineTuning;

namespace Toolkit.Estimators.MultiLabel;

/// <summary>Labels as text, one behind the other with a separator between: <c>beach;sunset</c>. An empty text is an image without any.</summary>
internal sealed class LabelTextTarget : TargetColumn
{
    private readonly char separator;
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    private LabelTextTarget(DataViewSchema.Column column, IReadOnlyList<string> names, char separator) : base(column, LearningTask.MultiLabel, names)
    {
        this.separator = separator;
        foreach (var (place, name) in names.Index()) places.Add(name, place);
    }

    public override string Description => $"{Names.Count} labels";

    // Validation data take the names of the training data.
    protected override string Advice => "";

    /// <summary>All labels of a view in ordinal order; its label column is read once.</summary>
    /// <exception cref="InvalidOperationException">No row has a label.</exception>
    public static LabelTextTarget Of(IDataView view, DataViewSchema.Column column, char separator)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        using var cursor = view.GetRowCursor([column]);
        var read = Reader(cursor, column, separator);
        while (cursor.MoveNext()) names.UnionWith(read());
        return names.Count > 0
            ? new(column, [.. names], separator)
            : throw new InvalidOperationException($"No row has a label in column '{column.Name}'. Check what it was loaded from.");
    }

    /// <summary>Labels of the training data in a column of other data.</summary>
    public static LabelTextTarget Of(DataViewSchema.Column column, IReadOnlyList<string> names, char separator) => new(column, names, separator);

    public override Func<Target> CreateReader(DataViewRow row, string purpose)
    {
        var read = Reader(row, Column, separator);
        return () =>
        {
            var values = new float[Names.Count];
            foreach (var name in read()) values[PlaceOf(name, row.Position, purpose)] = 1;
            return new(0, values);
        };
    }

    /// <summary>A function that reads the labels of the row on which a cursor stands.</summary>
    public static Func<IEnumerable<string>> Reader(DataViewRow row, DataViewSchema.Column column, char separator)
    {
        var (getter, text) = (row.GetGetter<ReadOnlyMemory<char>>(column), default(ReadOnlyMemory<char>));
        return () =>
        {
            getter(ref text);
            return text.ToString().Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        };
    }

    private int PlaceOf(string name, long row, string purpose) => places.TryGetValue(name, out var place)
        ? place
        : throw new InvalidOperationException(
            $"Row {row} of the {purpose} data has the label '{name}' in column '{Column.Name}', but the training data have {string.Join(", ", Names)}. "
            + "Remove it, or add training images that have it.");
}
