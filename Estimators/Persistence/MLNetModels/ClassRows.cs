using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.Schema;

namespace Toolkit.Estimators.Persistence.MLNetModels;

/// <summary>One row a class: its key, and a vector with a one in its place. What a trainer needs to learn which place is which class.</summary>
internal sealed class ClassRows : IDataView
{
    public const string Label = "Label";

    private readonly int classes;

    /// <param name="labels">The classes, whose key values the label has.</param>
    /// <param name="vectorName">Name of the column with the vector.</param>
    public ClassRows(ClassLabels labels, string vectorName)
    {
        classes = labels.Names.Count;
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(Label, new KeyDataViewType(typeof(uint), classes), labels.KeyValues());
        builder.AddColumn(vectorName, new VectorDataViewType(NumberDataViewType.Single, classes));
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    public long? GetRowCount() => classes;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [new Cursor(this)];

    private sealed class Cursor(ClassRows rows) : DataViewRowCursor
    {
        private long position = -1;

        public override long Position => position;

        public override long Batch => 0;

        public override DataViewSchema Schema => rows.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override bool MoveNext()
        {
            if (position + 1 >= rows.classes) return false;
            position++;
            return true;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)position, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ValueGetter<uint> label = (ref uint value) => value = (uint)position + 1;
            ValueGetter<VBuffer<float>> vector = (ref VBuffer<float> value) => value = new(rows.classes, 1, [1], [(int)position]);
            return (ValueGetter<TValue>)(column.Name == Label ? label : (Delegate)vector);
        }
    }
}
