using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Toolkit.Estimators;
using Toolkit.Images;

namespace Toolkit.Cli;

/// <summary>
/// Image files as rows of whatever columns a model takes: a text column gets the path, an image column the decoded image (upright),
/// a vector of bytes the file's content. Columns of other types, such as a numeric label, hold their type's default.
/// </summary>
internal sealed class ImageFilesView(MLContext ml, DataViewSchema schema, IReadOnlyList<string> paths) : IDataView
{
    private readonly IDataView images = ml.TransferLearning().LoadImages(new ImageFiles(paths));

    public bool CanShuffle => false;

    public DataViewSchema Schema => schema;

    public long? GetRowCount() => paths.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(schema, images.GetRowCursor(images.Schema), columnsNeeded);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(DataViewSchema schema, DataViewRowCursor images, IEnumerable<DataViewSchema.Column> columns) : DataViewRowCursor
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
            TextDataViewType => (ValueGetter<TValue>)(Delegate)CheckedPath(),
            ImageDataViewType => images.GetGetter<TValue>(images.Schema["Image"]),
            VectorDataViewType { ItemType: var item } when item == NumberDataViewType.Byte => (ValueGetter<TValue>)(Delegate)FileContent(),
            _ => (ref TValue value) => value = default!,
        };

        protected override void Dispose(bool disposing)
        {
            if (disposing) images.Dispose();
            base.Dispose(disposing);
        }

        // Steps of the model read the file: what they say of one that cannot be read may not name it, and they take one that is cut off.
        private ValueGetter<ReadOnlyMemory<char>> CheckedPath()
        {
            var getPath = images.GetGetter<ReadOnlyMemory<char>>(images.Schema["ImagePath"]);
            return (ref ReadOnlyMemory<char> path) =>
            {
                getPath(ref path);
                ImageDecoder.CheckFile(path.ToString());
            };
        }

        private ValueGetter<VBuffer<byte>> FileContent()
        {
            var getPath = CheckedPath();
            ReadOnlyMemory<char> path = default;
            return (ref VBuffer<byte> value) =>
            {
                getPath(ref path);
                var content = File.ReadAllBytes(path.ToString());
                value = new VBuffer<byte>(content.Length, content);
            };
        }
    }
}
