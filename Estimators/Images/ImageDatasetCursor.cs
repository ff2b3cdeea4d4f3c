using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Data;

namespace Toolkit.Estimators.Images;

/// <summary>Walks over an <see cref="ImageDatasetView"/> in a given order, or over every nth part of it.</summary>
/// <param name="view">The view.</param>
/// <param name="columns">The active columns.</param>
/// <param name="order">The images in their order.</param>
/// <param name="first">Number of the first part, from 0.</param>
/// <param name="step">How many parts on the next one is.</param>
internal sealed class ImageDatasetCursor(ImageDatasetView view, IEnumerable<DataViewSchema.Column> columns, int[] order, int first = 0, int step = 1)
    : DataViewRowCursor
{
    private const int PartRows = 128; // as ML.NET splits other views

    private readonly HashSet<int> active = [.. columns.Select(column => column.Index)];
    private long position = -1, place = first * (long)PartRows - 1;
    private bool disposed;

    public override DataViewSchema Schema => view.Schema;

    public override long Position => place < order.Length ? position : -1;

    public override long Batch => place / PartRows;

    public override bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (place >= order.Length) return false;
        if (++place % PartRows == 0 && position >= 0) place += (step - 1L) * PartRows;
        position++;
        return place < order.Length;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId value) => value = new DataViewRowId((ulong)Current(), 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' was not among the columns asked for when the cursor was made.");
        return Getter(column.Name) as ValueGetter<TValue> ?? ReferenceGetter(column.Name) as ValueGetter<TValue>
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
        "Label" => Label(),
        _ => (ValueGetter<MLImage>)((ref MLImage value) => Reference().Read(ref value)),
    };

    private Delegate Label() => view.Images.Task switch
    {
        LearningTask.MultiLabel => Vector(target => target > 0),
        LearningTask.Regression when view.HasOneNumber => (ValueGetter<float>)((ref float value) => value = view.Images.TargetsOf(Current())[0]),
        LearningTask.Regression => Vector(target => target),
        _ => Text(index => view.Images.ClassNames[view.Images.LabelOf(index)]),
    };

    private ValueGetter<VBuffer<T>> Vector<T>(Func<float, T> of) => (ref VBuffer<T> value) =>
    {
        var targets = view.Images.TargetsOf(Current());
        var editor = VBufferEditor.Create(ref value, targets.Length);
        for (var i = 0; i < targets.Length; i++) editor.Values[i] = of(targets[i]);
        value = editor.Commit();
    };

    private ValueGetter<ImageReference>? ReferenceGetter(string columnName) =>
        columnName == "Image" ? (ref ImageReference value) => value = Reference() : null;

    private ImageReference Reference() => new(view.Images, Current());

    private ValueGetter<ReadOnlyMemory<char>> Text(Func<int, string> of) => (ref ReadOnlyMemory<char> value) => value = of(Current()).AsMemory();

    private int Current()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Position >= 0
            ? order[place]
            : throw new InvalidOperationException("There is no current row: call MoveNext until it returns true before reading a value.");
    }
}
