using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Loading, splitting, filtering and shuffling of data. Find it at <see cref="MLContext.Data"/>.</summary>
public sealed partial class DataOperationsCatalog
{
    internal DataOperationsCatalog(HostEnvironment environment)
    {
        Environment = environment;
    }

    internal HostEnvironment Environment { get; }

    /// <summary>Objects as rows: their public fields and properties are the columns. They are enumerated whenever the data is
    /// read.</summary>
    /// <param name="data">The objects; none may be null. Lists can be read in random order.</param>
    /// <param name="schemaDefinition">The columns; null takes them from the members and their attributes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A member has a type that no column stands for.</exception>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition? schemaDefinition = null)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(data);
        return new EnumerableDataView<TRow>(data, new TypedSchema<TRow>(schemaDefinition));
    }

    /// <summary>Objects as rows, with types and annotations from <paramref name="schema"/>.</summary>
    /// <param name="data">The objects; none may be null.</param>
    /// <param name="schema">The columns; for each, <typeparamref name="TRow"/> needs a member.</param>
    /// <exception cref="InvalidOperationException">A member is missing.</exception>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(schema);
        return LoadFromEnumerable(data, TypedColumn.Define(typeof(TRow), schema));
    }

    /// <summary>Rows as objects. The data is read while the result is enumerated.</summary>
    /// <param name="data">The data.</param>
    /// <param name="reuseRowObject">Whether one object is filled again and again; otherwise every row is an object of its own.</param>
    /// <param name="ignoreMissingColumns">Whether members without a column are left alone; otherwise they are an error.</param>
    /// <param name="schemaDefinition">The columns of the members; null takes them from the members and their attributes.</param>
    /// <exception cref="InvalidOperationException">A column is missing, or has a type that its member cannot take.</exception>
    public IEnumerable<TRow> CreateEnumerable<TRow>(IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false,
        SchemaDefinition? schemaDefinition = null)
        where TRow : class, new()
    {
        ArgumentNullException.ThrowIfNull(data);
        return Read(data, new RowWriter<TRow>(data.Schema, ignoreMissingColumns, schemaDefinition), reuseRowObject);
    }

    private static IEnumerable<TRow> Read<TRow>(IDataView data, RowWriter<TRow> writer, bool reuseRowObject)
        where TRow : class, new()
    {
        using var cursor = data.GetRowCursor(writer.Columns);
        var fill = writer.Bind(cursor);
        var row = new TRow();
        while (cursor.MoveNext())
        {
            fill(row);
            yield return row;
            if (!reuseRowObject)
                row = new TRow();
        }
    }
}
