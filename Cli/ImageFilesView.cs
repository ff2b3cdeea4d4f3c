using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Toolkit.Estimators;

namespace Toolkit.Cli;

/// <summary>
/// Image files as rows of whatever columns a model takes: a text column gets the path, an image column the decoded image (upright),
/// a vector of bytes the file's content. Columns of other types, such as a numeric label, hold their type's default. The low half of a row's id
/// is the index of its file.
/// </summary>
internal sealed class ImageFilesView(MLContext ml, DataViewSchema schema, ImageFiles files) : IDataView
{
    private readonly IDataView images = ml.TransferLearning().LoadImages(files);

    public bool CanShuffle => false;

    public DataViewSchema Schema => schema;

    public long? GetRowCount() => files.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(schema, files, images.GetRowCursor(images.Schema), columnsNeeded);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(
        DataViewSchema schema, ImageFiles files, DataViewRowCursor images, IEnumerable<DataViewSchema.Column> columns) : DataViewRowCursor
    {
        private readonly HashSet<int> active = [.. columns.Select(column => column.Index)];

        public override DataViewSchema Schema => schema;

        public override long Position => images.Position;

        public override long Batch => images.Batch;

        public override bool MoveNext() => images.MoveNext();

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => images.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => column.Type switch
        {
            TextDataViewType => (ValueGetter<TValue>)(Delegate)FilePath(),
            ImageDataViewType => images.GetGetter<TValue>(images.Schema["Image"]),
            VectorDataViewType { ItemType: var item } when item == NumberDataViewType.Byte => (ValueGetter<TValue>)(Delegate)FileContent(),
            _ => (ref TValue value) => value = default!,
        };

        protected override void Dispose(bool disposing)
        {
            if (disposing) images.Dispose();
            base.Dispose(disposing);
        }

        private ValueGetter<ReadOnlyMemory<char>> FilePath() =>
            (ref ReadOnlyMemory<char> value) => value = files.ReadablePath((int)Position).AsMemory();

        private ValueGetter<VBuffer<byte>> FileContent() => (ref VBuffer<byte> value) =>
        {
            var content = File.ReadAllBytes(files.ReadablePath((int)Position));
            value = new VBuffer<byte>(content.Length, content);
        };
    }
}
