using Microsoft.ML;

namespace Toolkit.Estimators.Schema;

/// <summary>What is said about a column that is missing or has the wrong type, in ML.NET's words.</summary>
internal static class ColumnErrors
{
    public static ArgumentOutOfRangeException Missing(string role, string name, IEnumerable<string> columns, string advice) =>
        new("schema", $"Could not find {role} column '{name}'; the columns are {string.Join(", ", columns)}. {advice}".TrimEnd());

    public static ArgumentOutOfRangeException Mismatch(string role, string name, string expected, string got, string advice) =>
        new("schema", $"Schema mismatch for {role} column '{name}': expected {expected}, got {got}. {advice}");

    /// <summary>The column with that name.</summary>
    public static DataViewSchema.Column Find(this DataViewSchema schema, string role, string name, string advice = "") =>
        schema.GetColumnOrNull(name)
            ?? throw Missing(role, name, schema.Where(column => !column.IsHidden).Select(column => column.Name), advice);

    /// <summary>The column that an estimator before this one promises.</summary>
    public static SchemaShape.Column Find(this SchemaShape shape, string role, string name, string advice = "")
    {
        foreach (var column in shape)
            if (column.Name == name) return column;
        throw Missing(role, name, shape.Select(column => column.Name), advice);
    }

    /// <summary>A promised column's type as ML.NET prints types.</summary>
    public static string Describe(SchemaShape.Column column)
    {
        var item = column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString()!;
        return column.Kind == SchemaShape.Column.VectorKind.Scalar ? item : $"Vector<{item}>";
    }
}
