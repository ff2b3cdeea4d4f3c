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
    public static SchemaShape WithVector(this SchemaShape shape, MLContext ml, string columnName) => shape.With<VectorColumn>(ml, columnName);

    /// <summary>Adds a vector of Booleans.</summary>
    public static SchemaShape WithFlags(this SchemaShape shape, MLContext ml, string columnName) => shape.With<FlagsColumn>(ml, columnName);

    /// <summary>Adds one float.</summary>
    public static SchemaShape WithNumber(this SchemaShape shape, MLContext ml, string columnName) => shape.With<NumberColumn>(ml, columnName);

    /// <summary>Adds a key column like the label.</summary>
    public static SchemaShape WithCopyOf(this SchemaShape shape, MLContext ml, string labelColumnName, string columnName) =>
        ml.Transforms.CopyColumns(columnName, labelColumnName).GetOutputSchema(shape);

    /// <summary>Adds a key column with text key values.</summary>
    public static SchemaShape WithKey(this SchemaShape shape, MLContext ml, string columnName)
    {
        var text = shape.With<NameColumn>(ml, columnName);
        return ml.Transforms.Conversion.MapValueToKey(columnName).GetOutputSchema(text);
    }

    /// <param name="shape">The columns that are there.</param>
    /// <param name="ml">Whose transforms promise the column.</param>
    /// <param name="columnName">Its name.</param>
    /// <typeparam name="TColumn">Has one property, of the column's type.</typeparam>
    private static SchemaShape With<TColumn>(this SchemaShape shape, MLContext ml, string columnName) where TColumn : class, new()
    {
        var definition = SchemaDefinition.Create(typeof(TColumn));
        definition[0].ColumnName = columnName;
        return ml.Transforms.CustomMapping<NoColumn, TColumn>((_, _) => { }, null, outputSchemaDefinition: definition).GetOutputSchema(shape);
    }

    private sealed class NoColumn;

    private sealed class VectorColumn
    {
        // The size only says "a vector of known size"; a trainer after this one refuses a vector of unknown size.
        [VectorType(1)]
        public float[] Values { get; set; } = [];
    }

    private sealed class FlagsColumn
    {
        [VectorType(1)]
        public bool[] Values { get; set; } = [];
    }

    private sealed class NumberColumn
    {
        public float Value { get; set; }
    }

    private sealed class NameColumn
    {
        public string Name { get; set; } = "";
    }
}
