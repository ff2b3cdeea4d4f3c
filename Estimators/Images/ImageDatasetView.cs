using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Toolkit.Data;
using Toolkit.Estimators.Schema;

namespace Toolkit.Estimators.Images;

/// <summary>
/// Labelled images as a data view: <c>ImagePath</c> (text), <c>Label</c> (text, the class name; a vector of Booleans for several labels; one number or a
/// vector of them for a regression) and <c>Image</c> (MLImage).
/// An image is decoded only when a cursor reads the <c>Image</c> column.
/// </summary>
internal sealed class ImageDatasetView : IDataView
{
    public ImageDatasetView(IImageDataset images)
    {
        Images = images;
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("ImagePath", TextDataViewType.Instance);
        var names = images.ClassNames;
        if (images.Task == LearningTask.Classification) builder.AddColumn("Label", TextDataViewType.Instance);
        else if (HasOneNumber) builder.AddColumn("Label", NumberDataViewType.Single, NumberName.Of(names[0]));
        else builder.AddColumn("Label", new VectorDataViewType(ItemType, names.Count), SlotNames.Of(names));
        builder.AddColumn("Image", new ImageDataViewType(), ImageReference.Annotation);
        Schema = builder.ToSchema();
    }

    public IImageDataset Images { get; }

    /// <summary>Whether the label is one number.</summary>
    public bool HasOneNumber => Images.Task == LearningTask.Regression && Images.ClassNames.Count == 1;

    private PrimitiveDataViewType ItemType => Images.Task == LearningTask.MultiLabel ? BooleanDataViewType.Instance : NumberDataViewType.Single;

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => Images.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new ImageDatasetCursor(this, columnsNeeded, Order(rand));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var (columns, order) = (columnsNeeded.ToList(), Order(rand));
        return [.. Enumerable.Range(0, Math.Max(n, 1)).Select(number => new ImageDatasetCursor(this, columns, order, number, Math.Max(n, 1)))];
    }

    private int[] Order(Random? rand)
    {
        var order = Enumerable.Range(0, Images.Count).ToArray();
        rand?.Shuffle(order);
        return order;
    }
}
