using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Estimators.Scoring;

/// <summary>Computes one row at a time, as PredictionEngine asks for it.</summary>
internal sealed class OutputMapper(OutputColumns columns, ImageRunner runner) : IRowToRowMapper
{
    public DataViewSchema InputSchema => columns.Input;

    public DataViewSchema OutputSchema => columns.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var depending = dependingColumns.ToList();
        var needed = columns.PassedThrough(depending).ToList();
        if (depending.Any(columns.IsComputed) && !needed.Contains(columns.Image.Column)) needed.Add(columns.Image.Column);
        return needed;
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
        new OutputRow(input, columns, runner, [.. activeColumns]);
}
