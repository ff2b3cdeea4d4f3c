using Microsoft.ML;

namespace Toolkit.Estimators.Persistence;

/// <summary>What a step remembers of the data that it was fitted on, for <c>ml.Model.Save</c>, which is told nothing about it.</summary>
/// <param name="Columns">The image column, and columns with the names that ML.NET's trainers give their outputs.</param>
internal sealed record FittedInput(ColumnRecord[] Columns)
{
    /// <summary>Names of what ML.NET's trainers give.</summary>
    public const string Score = "Score", PredictedLabel = "PredictedLabel";

    public static FittedInput Of(DataViewSchema schema, string imageColumnName) =>
        new(ColumnRecord.FromSchema(
            schema, column => (column.Name == imageColumnName || column.Name is Score or PredictedLabel) && ColumnTypeRecord.Knows(column.Type)));

    /// <summary>The columns' schema.</summary>
    /// <exception cref="FormatException">A column is none that a schema can have.</exception>
    public DataViewSchema Schema() => ColumnRecord.ToSchema(Columns);
}
