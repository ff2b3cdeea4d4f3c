using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Estimators.Schema;

/// <summary>
/// The schema an estimator promises before it has seen data. A third party cannot construct a column of a
/// <see cref="SchemaShape"/>, so the columns are those that official estimators promise.
/// </summary>
internal static class OutputShape
{
    /// <summary>Adds a vector of floats.</summary>
    public static SchemaShape WithVector(this SchemaShape shape, MLContext ml, string columnName)
    {
        var definition = SchemaDefinition.Create(typeof(VectorColumn));
        definition[nameof(VectorColumn.Values)].ColumnName = columnName;
        return ml.Transforms.CustomMapping<NoColumn, VectorColumn>((_, _) => { }, null, outputSchemaDefinition: definition).GetOutputSchema(shape);
    }

    /// <summary>Adds a key column like the label.</summary>
    public static SchemaShape WithCopyOf(this SchemaShape shape, MLContext ml, string labelColumnName, string columnName) =>
        ml.Transforms.CopyColumns(columnName, labelColumnName).GetOutputSchema(shape);

    /// <summary>Adds a key column with text key values.</summary>
    public static SchemaShape WithKey(this SchemaShape shape, MLContext ml, string columnName)
    {
        var definition = SchemaDefinition.Create(typeof(NameColumn));
        definition[nameof(NameColumn.Name)].ColumnName = columnName;
        var text = ml.Transforms.CustomMapping<NoColumn, NameColumn>((_, _) => { }, null, outputSchemaDefinition: definition).GetOutputSchema(shape);
        return ml.Transforms.Conversion.MapValueToKey(columnName).GetOutputSchema(text);
    }

    private sealed class NoColumn;

    private sealed class VectorColumn
    {
        // The size only says "a vector of known size"; a trainer after this one refuses a vector of unknown size.
        [VectorType(1)]
        public float[] Values { get; set; } = [];
    }

    private sealed class NameColumn
    {
        public string Name { get; set; } = "";
    }
}
