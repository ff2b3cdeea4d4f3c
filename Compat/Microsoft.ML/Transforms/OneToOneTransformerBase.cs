using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Data;

/// <summary>A transformer that makes each output column out of one input column.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    private protected OneToOneTransformerBase(IHost host, IReadOnlyList<InputOutputColumnPair> columns)
        : base(host)
    {
        Columns = InputOutputColumnPair.Check(columns);
    }

    /// <summary>Names of output and input columns.</summary>
    private protected IReadOnlyList<InputOutputColumnPair> Columns { get; }

    /// <summary>Checks the input column of pair <paramref name="index"/> and says how the output column is made.</summary>
    private protected abstract MappedColumn MapColumn(int index, DataViewSchema.Column input);

    private protected sealed override RowMapper MakeRowMapper(DataViewSchema inputSchema) =>
        new ColumnwiseMapper([.. Columns.Select((pair, i) => MapColumn(i, inputSchema.FindColumn(pair.InputColumnName)))]);
}
