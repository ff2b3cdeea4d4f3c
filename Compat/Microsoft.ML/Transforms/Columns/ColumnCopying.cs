using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Transforms;

/// <summary>Makes columns that are the same as others.</summary>
public sealed class ColumnCopyingEstimator : TrivialEstimator<ColumnCopyingTransformer>
{
    private readonly IReadOnlyList<InputOutputColumnPair> _columns;

    internal ColumnCopyingEstimator(IHostEnvironment environment, IReadOnlyList<InputOutputColumnPair> columns)
        : base(environment.Register(nameof(ColumnCopyingEstimator)), new ColumnCopyingTransformer(environment, columns))
    {
        _columns = columns;
    }

    /// <summary>The shape with a copy of each input column, annotations included, under the output column's name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing.</exception>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair => inputSchema.FindColumn(pair.InputColumnName).WithName(pair.OutputColumnName)));
    }
}

/// <summary>Makes columns that are the same as others, annotations included.</summary>
public sealed class ColumnCopyingTransformer : OneToOneTransformerBase
{
    internal static readonly ModelVersion Version = new("COPYCOLT", 0x00010001, "CopyTransform");

    internal ColumnCopyingTransformer(IHostEnvironment environment, IReadOnlyList<InputOutputColumnPair> columns)
        : base(environment.Register(nameof(ColumnCopyingTransformer)), columns)
    {
    }

    internal static ITransformer Load(IHostEnvironment environment, ModelLoadContext context) =>
        new ColumnCopyingTransformer(environment, context.ReadPairs());

    private protected override MappedColumn MapColumn(int index, DataViewSchema.Column input) => new(
        new DataViewSchema.DetachedColumn(Columns[index].OutputColumnName, input.Type, input.Annotations),
        input,
        row => Getters.Get(row, input));

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(Version);
        ctx.WritePairs(Columns);
    }
}
