using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Images;

namespace Toolkit.Estimators.Images;

/// <summary>Walks over an <see cref="ImageDatasetView"/> in a given order.</summary>
internal sealed class ImageDatasetCursor(ImageDatasetView view, IEnumerable<DataViewSchema.Column> columns, int[] order) : DataViewRowCursor
{
    private readonly HashSet<int> active = [.. columns.Select(column => column.Index)];
    private readonly ImageBuffer buffer = new();
    private long position = -1;
    private bool disposed;

    public override DataViewSchema Schema => view.Schema;

    public override long Position => position < order.Length ? position : -1;

    public override long Batch => 0;

    public override bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (position < order.Length) position++;
        return position < order.Length;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId value) => value = new DataViewRowId((ulong)Current(), 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' was not among the columns asked for when the cursor was made.");
        return Getter(column.Name) as ValueGetter<TValue> ?? Reference(column.Name) as ValueGetter<TValue>
            ?? throw new InvalidOperationException(
                $"Invalid TValue in GetGetter for column '{column.Name}': expected {column.Type.RawType}, got {typeof(TValue)}.");
    }

    protected override void Dispose(bool disposing)
    {
        disposed = true;
        base.Dispose(disposing);
    }

    private Delegate Getter(string columnName) => columnName switch
    {
        "ImagePath" => Text(view.Images.NameOf),
        "Label" => Text(index => view.Images.ClassNames[view.Images.LabelOf(index)]),
        _ => (ValueGetter<MLImage>)ReadImage,
    };

    private ValueGetter<ImageReference>? Reference(string columnName) =>
        columnName == "Image" ? (ref ImageReference value) => value = new(view.Images, Current()) : null;

    private ValueGetter<ReadOnlyMemory<char>> Text(Func<int, string> of) => (ref ReadOnlyMemory<char> value) => value = of(Current()).AsMemory();

    private void ReadImage(ref MLImage value)
    {
        view.Images.Read(Current(), buffer);
        value?.Dispose();
        value = ToMLImage(buffer);
    }

    private static MLImage ToMLImage(ImageBuffer image)
    {
        var plane = image.Height * image.Width;
        var pixels = image.Pixels;
        var interleaved = new byte[4 * plane];
        for (int i = 0, to = 0; i < plane; i++, to += 4)
        {
            interleaved[to] = pixels[i];
            interleaved[to + 1] = pixels[image.Channels == 1 ? i : plane + i];
            interleaved[to + 2] = pixels[image.Channels == 1 ? i : 2 * plane + i];
            interleaved[to + 3] = 255;
        }

        return MLImage.CreateFromPixels(image.Width, image.Height, MLPixelFormat.Rgba32, interleaved);
    }

    private int Current()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Position >= 0
            ? order[position]
            : throw new InvalidOperationException("There is no current row: call MoveNext until it returns true before reading a value.");
    }
}
