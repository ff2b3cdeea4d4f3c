using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>A member of a row class and the column that stands for it.</summary>
internal sealed record TypedColumn(DataViewSchema.DetachedColumn Column, MemberInfo Member)
{
    public string Name => Column.Name;

    public DataViewType Type => Column.Type;

    /// <summary>The columns of <paramref name="rowType"/>, after a check that its members can represent them.</summary>
    /// <param name="rowType">The row class.</param>
    /// <param name="definition">The columns; null takes them from the members.</param>
    /// <param name="direction">Whether rows are read or written; for null definitions.</param>
    /// <exception cref="ArgumentOutOfRangeException">A member is missing, or has another type than its column needs.</exception>
    public static IReadOnlyList<TypedColumn> Of(Type rowType, SchemaDefinition? definition, SchemaDefinition.Direction direction) =>
        [.. (definition ?? SchemaDefinition.Create(rowType, direction)).Select(column => Bind(rowType, column))];

    /// <summary>A definition of those columns of <paramref name="schema"/>, for all of which <paramref name="rowType"/> needs a
    /// member.</summary>
    public static SchemaDefinition Define(Type rowType, DataViewSchema schema)
    {
        var definition = SchemaDefinition.Create(rowType, SchemaDefinition.Direction.Read);
        foreach (var column in schema.Where(column => !column.IsHidden))
        {
            var member = definition[column.Name]
                ?? throw new InvalidOperationException($"Type {rowType.FullName} should contain a member named {column.Name}");
            member.ColumnType = column.Type;
            member.AddAnnotations(column.Annotations);
        }
        return definition;
    }

    private static TypedColumn Bind(Type rowType, SchemaDefinition.Column column)
    {
        var member = (MemberInfo?)rowType.GetField(column.MemberName) ?? rowType.GetProperty(column.MemberName)
            ?? throw new ArgumentOutOfRangeException("userSchemaDefinition",
                $"No field or property with name '{column.MemberName}' found in type '{rowType.FullName}'");
        var type = column.ColumnType ?? MemberTypes.InferColumnType(member);
        var rawType = MemberTypes.RawTypeOf(MemberTypes.TypeOf(member));
        if (type.RawType != rawType)
            throw new ArgumentOutOfRangeException("userSchemaDefinition",
                $"Column '{column.ColumnName}' is supposed to have type {type}, but associated member '{column.MemberName}' "
                + $"has type {MemberTypes.TypeOf(member)}");
        var name = string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName;
        return new TypedColumn(new DataViewSchema.DetachedColumn(name, type, column.Annotations), member);
    }
}
