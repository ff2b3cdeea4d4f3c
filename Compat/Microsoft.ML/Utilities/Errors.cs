namespace Microsoft.ML.Utilities;

/// <summary>The exceptions that several components throw.</summary>
internal static class Errors
{
    /// <summary>A column that is not there.</summary>
    /// <param name="columnRole">What the column is for: "input", "label".</param>
    /// <param name="columnName">The name looked for.</param>
    /// <param name="parameterName">The argument in which it was looked for.</param>
    public static Exception MissingColumn(string columnRole, string columnName, string parameterName = "inputSchema") =>
        new ArgumentOutOfRangeException(parameterName, $"Could not find {columnRole} column '{columnName}'");

    /// <summary>A column of another type than needed.</summary>
    public static Exception SchemaMismatch(string columnRole, string columnName, string expected, string actual,
        string parameterName = "inputSchema") =>
        new ArgumentOutOfRangeException(parameterName,
            $"Schema mismatch for {columnRole} column '{columnName}': expected {expected}, got {actual}");

    /// <summary>The column called <paramref name="name"/>.</summary>
    public static DataViewSchema.Column FindColumn(this DataViewSchema schema, string name, string columnRole = "input") =>
        schema.GetColumnOrNull(name) ?? throw MissingColumn(columnRole, name);

    /// <summary>The column called <paramref name="name"/>.</summary>
    public static SchemaShape.Column FindColumn(this SchemaShape schema, string name, string columnRole = "input") =>
        schema.TryFindColumn(name, out var column) ? column : throw MissingColumn(columnRole, name);
}
