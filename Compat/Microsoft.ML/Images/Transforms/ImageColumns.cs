using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Images;

/// <summary>What the image transforms have in common.</summary>
internal static class ImageColumns
{
    /// <summary>The image type of a column, or an error that names the column.</summary>
    public static ImageDataViewType RequireImage(DataViewSchema.Column column) =>
        column.Type as ImageDataViewType ?? throw Errors.SchemaMismatch("input", column.Name, "image", column.Type.ToString()!);

    /// <summary>A column of single images, or an error that names the column.</summary>
    public static SchemaShape.Column RequireImage(SchemaShape schema, string name)
    {
        var column = schema.FindColumn(name);
        if (column.ItemType is ImageDataViewType && column.Kind == SchemaShape.Column.VectorKind.Scalar) return column;
        throw Errors.SchemaMismatch("input", name, new ImageDataViewType().ToString(), column.TypeString);
    }

    /// <summary>
    /// A getter of images made of other images. It disposes of the image that it is asked to replace; a missing image stays missing,
    /// and the tag is kept.
    /// </summary>
    public static Delegate MakeGetter(DataViewRow input, DataViewSchema.Column column, Func<MLImage, MLImage> convert)
    {
        var getSource = input.GetGetter<MLImage?>(column);
        MLImage? source = null;
        return (ValueGetter<MLImage?>)Get;

        void Get(ref MLImage? value)
        {
            value?.Dispose();
            getSource(ref source);
            value = source is null ? null : convert(source);
            if (value is not null) value.Tag = source!.Tag;
        }
    }
}
