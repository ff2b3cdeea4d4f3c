namespace Microsoft.ML.Data;

/// <summary>Makes columns out of one row at a time.</summary>
public interface IRowToRowMapper
{
    /// <summary>The columns of the rows it takes.</summary>
    DataViewSchema InputSchema { get; }

    /// <summary>The columns of the rows it makes.</summary>
    DataViewSchema OutputSchema { get; }

    /// <summary>The input columns that are needed for <paramref name="dependingColumns"/> of the output.</summary>
    IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns);

    /// <summary>A view of <paramref name="input"/> as an output row; it moves when the input moves. Disposing it disposes the
    /// input.</summary>
    /// <param name="input">A row with the input schema.</param>
    /// <param name="activeColumns">The output columns that will be read.</param>
    DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns);
}
