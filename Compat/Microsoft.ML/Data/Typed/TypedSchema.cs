namespace Microsoft.ML.Data;

/// <summary>The columns of a row class.</summary>
internal sealed class TypedSchema<TRow>
    where TRow : class
{
    /// <summary>Columns whose values are read from objects.</summary>
    public TypedSchema(SchemaDefinition? definition, SchemaDefinition.Direction direction = SchemaDefinition.Direction.Read)
    {
        Columns = TypedColumn.Of(typeof(TRow), definition, direction);
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(Columns.Select(column => column.Column));
        Schema = schema.ToSchema();
    }

    public IReadOnlyList<TypedColumn> Columns { get; }

    public DataViewSchema Schema { get; }

    /// <summary>A getter of <paramref name="column"/> over the object that <paramref name="current"/> gives.</summary>
    public Delegate MakeGetter(DataViewSchema.Column column, Func<TRow> current) =>
        MemberReader<TRow>.MakeGetter(Columns[column.Index], current);
}
