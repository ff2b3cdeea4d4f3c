using Microsoft.ML.Utilities;

namespace Microsoft.ML.Data;

/// <summary>The lines of a text file as rows. The file is read anew by every cursor.</summary>
internal sealed class TextFileDataView : IDataView
{
    private readonly string _path;
    private readonly TextFormat _format;
    private readonly int[][] _fields;

    public TextFileDataView(string path, TextFormat format, IReadOnlyList<TextLoader.Column> columns)
    {
        if (!File.Exists(path))
            throw new ArgumentOutOfRangeException(nameof(path), $"File does not exist at path: {path}");
        _path = path;
        _format = format;
        var first = TextLines.First(path, format) ?? [];
        _fields = [.. columns.Select(column => FieldsOf(column, first.Count))];
        var schema = new DataViewSchema.Builder();
        foreach (var (column, fields) in columns.Zip(_fields))
            schema.AddColumn(column.Name, TypeOf(column, fields), SlotNames(column, fields, format.HasHeader ? first : null));
        Schema = schema.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, columnsNeeded);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private static int[] FieldsOf(TextLoader.Column column, int lineLength)
    {
        var fields = column.Source.SelectMany(range => Enumerable.Range(range.Min,
            Math.Max(0, (range.Max ?? lineLength - 1) - range.Min + 1))).ToArray();
        if (fields.Length == 0)
            throw new ArgumentOutOfRangeException(
                "columns", $"Column '{column.Name}' has no fields; the first line of the file has {lineLength}.");
        return fields;
    }

    private static DataViewType TypeOf(TextLoader.Column column, int[] fields)
    {
        bool isScalar = column.Source is [{ AutoEnd: false, ForceVector: false }] && fields.Length == 1;
        var itemType = FieldParser.TypeOf(column);
        return isScalar ? itemType : new VectorDataViewType(itemType, fields.Length);
    }

    private static DataViewSchema.Annotations? SlotNames(TextLoader.Column column, int[] fields, List<string>? header)
    {
        if (header is null || fields.Length == 1)
            return null;
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddSlotNames([.. fields.Select(field => header.ElementAtOrDefault(field).AsMemory())]);
        return annotations.ToAnnotations();
    }

    private sealed class Cursor(TextFileDataView parent, IEnumerable<DataViewSchema.Column> needed) : RootCursor(parent.Schema, needed)
    {
        private readonly IEnumerator<List<string>> _rows = TextLines.Rows(parent._path, parent._format).GetEnumerator();

        protected override bool MoveNextCore() => _rows.MoveNext();

        protected override Delegate MakeGetter(DataViewSchema.Column column)
        {
            var itemType = (PrimitiveDataViewType)column.Type.ItemTypeOf();
            return Generic.Call(MakeGetter<int>, itemType.RawType, column, parent._fields[column.Index], FieldParser.For(itemType));
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _rows.Dispose();
            base.Dispose(disposing);
        }

        private Delegate MakeGetter<T>(DataViewSchema.Column column, int[] fields, Delegate parser)
        {
            var parse = (Func<string, T>)parser;
            if (column.Type is not VectorDataViewType)
                return (ValueGetter<T>)((ref T value) => value = parse(Field(fields[0])));
            return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
            {
                var editor = VBufferEditor.Create(ref value, fields.Length);
                for (int i = 0; i < fields.Length; i++)
                    editor.Values[i] = parse(Field(fields[i]));
                value = editor.Commit();
            });
        }

        // A line may have fewer fields than others; those that are missing are empty.
        private string Field(int index)
        {
            CheckAtRow();
            return _rows.Current.ElementAtOrDefault(index) ?? "";
        }
    }
}
