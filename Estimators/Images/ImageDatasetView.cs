using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Toolkit.Data;

namespace Toolkit.Estimators.Images;

/// <summary>
/// Labelled images as a data view: <c>ImagePath</c> (text), <c>Label</c> (text, the class name) and <c>Image</c> (MLImage).
/// An image is decoded only when a cursor reads the <c>Image</c> column.
/// </summary>
internal sealed class ImageDatasetView : IDataView
{
    public ImageDatasetView(IImageDataset images)
    {
        Images = images;
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("ImagePath", TextDataViewType.Instance);
        builder.AddColumn("Label", TextDataViewType.Instance);
        builder.AddColumn("Image", new ImageDataViewType(), ImageReference.Annotation);
        Schema = builder.ToSchema();
    }

    public IImageDataset Images { get; }

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
