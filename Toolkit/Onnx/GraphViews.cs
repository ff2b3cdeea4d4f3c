using Toolkit.Augmentation;

namespace Toolkit.Onnx;

/// <summary>The views of <see cref="TestTimeAugmentation"/> as operators: all go through the network at once, one view's images behind the other's.</summary>
internal static class GraphViews
{
    private const int Rows = 2, Columns = 3;

    /// <summary>The views of some images.</summary>
    /// <param name="images"><c>[N, C, H, W]</c></param>
    /// <param name="views">The image as it is comes first.</param>
    /// <returns><c>[views·N, C, H, W]</c></returns>
    public static GraphTensor Stack(GraphTensor images, IReadOnlyList<ImageSymmetry> views)
    {
        if (views.Count == 1) return images;
        var others = views.Skip(1).Select(view => Of(images, view).Name);
        return images.Apply("Concat", [-1, .. images.Shape[1..]], [.. others], new OnnxAttribute("axis", 0));
    }

    /// <summary>The mean of what the network gives for the views.</summary>
    /// <param name="values"><c>[views·N, length]</c></param>
    /// <param name="length">Numbers for one image.</param>
    /// <param name="views">How many.</param>
    /// <returns><c>[N, length]</c></returns>
    public static GraphTensor Mean(GraphTensor values, long length, int views) =>
        views == 1 ? values : (GraphTensor)values.Reshape(views, -1, length).Mean([0]);

    private static GraphTensor Of(GraphTensor images, ImageSymmetry view)
    {
        if (view.FlipsRows) images = images.Reverse(Rows);
        if (view.FlipsColumns) images = images.Reverse(Columns);
        return view.Transposes ? (GraphTensor)images.Permute(0, 1, Columns, Rows) : images;
    }
}
