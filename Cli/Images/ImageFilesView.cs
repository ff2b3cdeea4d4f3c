using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Toolkit.Data;
using Toolkit.Estimators;

namespace Toolkit.Cli.Images;

/// <summary>
/// Images as rows of whatever columns a model takes: a text column gets the path, one called <c>Label</c> of the images' own type their label, an image
/// column the decoded image (upright), a vector of bytes the file's content. Columns of other types, such as another label, hold their type's default. The low
/// half of a row's id is the index of its image.
/// </summary>
/// <param name="ml">The context.</param>
/// <param name="schema">What the model takes.</param>
/// <param name="dataset">The images.</param>
/// <param name="pathOf">The file of an image, for steps of the model that read it themselves.</param>
internal sealed class ImageFilesView(MLContext ml, DataViewSchema schema, IImageDataset dataset, Func<int, string> pathOf) : IDataView
{
    /// <summary>A column that <see cref="WithLabel"/> adds.</summary>
    public const string PathColumn = "ImagePath";

    private const string LabelColumn = "Label";

    private readonly IDataView images = ml.TransferLearning().LoadImages(dataset);

    /// <summary>A schema with columns for label and path, which take the place of others of their names.</summary>
    public static DataViewSchema WithLabel(DataViewSchema schema, IImageDataset labelled)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(schema);
        var label = new MLContext().TransferLearning().LoadImages(labelled).Schema[LabelColumn];
        builder.AddColumn(LabelColumn, label.Type, label.Annotations);
        if (schema.GetColumnOrNull(PathColumn)?.Type is not TextDataViewType) builder.AddColumn(PathColumn, TextDataViewType.Instance);
        return builder.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema => schema;

    public long? GetRowCount() => dataset.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(schema, pathOf, images.GetRowCursor(images.Schema), columnsNeeded);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [.. images.GetRowCursorSet(images.Schema, n).Select(cursor => new Cursor(schema, pathOf, cursor, columnsNeeded))];

    private sealed class Cursor(
        DataViewSchema schema, Func<int, string> pathOf, DataViewRowCursor images, IEnumerable<DataViewSchema.Column> columns) : DataViewRowCursor
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
            var type when column.Name == LabelColumn && type.Equals(images.Schema[LabelColumn].Type) => images.GetGetter<TValue>(images.Schema[LabelColumn]),
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

        private ValueGetter<ReadOnlyMemory<char>> FilePath()
        {
            var index = Index();
            return (ref ReadOnlyMemory<char> value) => value = pathOf(index()).AsMemory();
        }

        private ValueGetter<VBuffer<byte>> FileContent()
        {
            var index = Index();
            return (ref VBuffer<byte> value) =>
            {
                var content = File.ReadAllBytes(pathOf(index()));
                value = new VBuffer<byte>(content.Length, content);
            };
        }

        private Func<int> Index()
        {
            var getId = GetIdGetter();
            return () =>
            {
                DataViewRowId id = default;
                getId(ref id);
                return (int)id.Low;
            };
        }
    }
}
