namespace Microsoft.ML.Data;

/// <summary>What a transform adds to rows of one schema: the columns, what each needs, and how its values are made.</summary>
internal abstract class RowMapper
{
    /// <summary>The columns added, in order.</summary>
    public abstract IReadOnlyList<DataViewSchema.DetachedColumn> OutputColumns { get; }

    /// <summary>The input columns that the added column <paramref name="output"/> is made of.</summary>
    public abstract IEnumerable<DataViewSchema.Column> GetDependencies(int output);

    /// <summary>Getters of added columns over <paramref name="input"/>, for one cursor.</summary>
    /// <param name="input">The row that the cursor moves; the dependencies of the active columns are active in it.</param>
    /// <param name="active">Which added columns will be read; the others get no getter.</param>
    public abstract ColumnGetter?[] CreateGetters(DataViewRow input, bool[] active);
}

/// <summary>A getter for one cursor.</summary>
/// <param name="Getter">A <see cref="ValueGetter{TValue}"/> of what represents the column's type.</param>
/// <param name="Release">Frees what the getter holds, when the cursor is disposed of.</param>
internal sealed record ColumnGetter(Delegate Getter, Action? Release = null);

/// <summary>A column made of other columns of the same row.</summary>
/// <param name="Output">Name, type and annotations.</param>
/// <param name="Inputs">The columns it is made of.</param>
/// <param name="MakeGetter">Makes the getter over a row that a cursor moves; called once a cursor, and only if the column is read.</param>
internal sealed record MappedColumn(
    DataViewSchema.DetachedColumn Output,
    IReadOnlyList<DataViewSchema.Column> Inputs,
    Func<DataViewRow, ColumnGetter> MakeGetter)
{
    /// <summary>A column made of one other, whose getter holds nothing.</summary>
    public MappedColumn(DataViewSchema.DetachedColumn output, DataViewSchema.Column input, Func<DataViewRow, Delegate> makeGetter)
        : this(output, [input], row => new ColumnGetter(makeGetter(row)))
    {
    }
}

/// <summary>Columns that are made independently of each other.</summary>
internal sealed class ColumnwiseMapper(IReadOnlyList<MappedColumn> columns) : RowMapper
{
    public override IReadOnlyList<DataViewSchema.DetachedColumn> OutputColumns { get; } = [.. columns.Select(column => column.Output)];

    public override IEnumerable<DataViewSchema.Column> GetDependencies(int output) => columns[output].Inputs;

    public override ColumnGetter?[] CreateGetters(DataViewRow input, bool[] active) =>
        [.. columns.Select((column, i) => active[i] ? column.MakeGetter(input) : null)];
}
