using Microsoft.ML.Data;
using Microsoft.ML.Utilities;

namespace Microsoft.ML;

/// <summary>The columns of a row that were asked for, and their getters, made when they are first taken.</summary>
/// <param name="schema">All columns.</param>
/// <param name="needed">Those asked for.</param>
/// <param name="make">Makes the getter of a column; called at most once a column.</param>
internal sealed class ActiveColumns(DataViewSchema schema, IEnumerable<DataViewSchema.Column> needed,
    Func<DataViewSchema.Column, Delegate> make)
{
    private readonly bool[] _active = Flags(schema, needed);
    private readonly Delegate?[] _getters = new Delegate?[schema.Count];

    public bool Contains(DataViewSchema.Column column) => column.Index < _active.Length
        ? _active[column.Index]
        : throw new ArgumentOutOfRangeException(nameof(column),
            $"Column '{column.Name}' has index {column.Index}, but there are {schema.Count} columns.");

    public ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!Contains(column))
            throw new ArgumentOutOfRangeException(nameof(column),
                $"Requested column '{column.Name}' is not active: it was not among those asked for when the cursor was opened.");
        var own = schema[column.Index];
        return Getters.As<TValue>(_getters[own.Index] ??= make(own), own);
    }

    /// <summary>Which columns of <paramref name="schema"/> are among <paramref name="needed"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of them is not in the schema.</exception>
    public static bool[] Flags(DataViewSchema schema, IEnumerable<DataViewSchema.Column> needed)
    {
        ArgumentNullException.ThrowIfNull(needed);
        var active = new bool[schema.Count];
        foreach (var column in needed)
        {
            if (column.Index >= schema.Count || schema[column.Index].Name != column.Name)
                throw new ArgumentOutOfRangeException(nameof(needed), $"Column '{column.Name}' is not a column of this data.");
            active[column.Index] = true;
        }
        return active;
    }
}
