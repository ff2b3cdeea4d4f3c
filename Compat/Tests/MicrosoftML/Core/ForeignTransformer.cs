using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Compat.Tests.MicrosoftML.Core;

/// <summary>A transformer as a third party writes it, which changes nothing and refuses to be saved.</summary>
internal sealed class ForeignTransformer : ITransformer, IDisposable
{
    public bool Disposed { get; private set; }

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

    public IDataView Transform(IDataView input) => input;

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new Unchanged(inputSchema);

    public void Save(ModelSaveContext ctx) => throw new NotSupportedException("Save it with its own method.");

    public void Dispose() => Disposed = true;

    private sealed class Unchanged(DataViewSchema schema) : IRowToRowMapper
    {
        public DataViewSchema InputSchema => schema;

        public DataViewSchema OutputSchema => schema;

        public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => dependingColumns;

        public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => input;
    }
}
