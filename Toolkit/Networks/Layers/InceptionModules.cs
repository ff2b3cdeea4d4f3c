using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// The modules of InceptionV3 (Szegedy et al. 2015) under torchvision's names: A (5×5 and twice 3×3), C (7×7 as 1×7 and 7×1), E (3×3 as
/// 1×3 beside 3×1), and B and D, which halve height and width.
/// </summary>
internal static class InceptionModules
{
    /// <summary>224 + <paramref name="pooled"/> channels.</summary>
    public static Branches A(int inputs, int pooled) => new(
        new Branch(("branch1x1", Point(inputs, 64))),
        new Branch(("branch5x5_1", Point(inputs, 48)), ("branch5x5_2", Square(48, 64, 5))),
        new Branch(
            ("branch3x3dbl_1", Point(inputs, 64)),
            ("branch3x3dbl_2", Square(64, 96, 3)),
            ("branch3x3dbl_3", Square(96, 96, 3))),
        Pooled(inputs, pooled));

    /// <summary>480 channels more than the input.</summary>
    public static Branches B(int inputs) => new(
        new Branch(("branch3x3", Halving(inputs, 384))),
        new Branch(
            ("branch3x3dbl_1", Point(inputs, 64)),
            ("branch3x3dbl_2", Square(64, 96, 3)),
            ("branch3x3dbl_3", Halving(96, 96))),
        new Branch(("pool", nn.MaxPool2d(3, stride: 2))));

    /// <summary>768 channels.</summary>
    public static Branches C(int inputs, int narrow) => new(
        new Branch(("branch1x1", Point(inputs, 192))),
        new Branch(
            ("branch7x7_1", Point(inputs, narrow)),
            ("branch7x7_2", Row(narrow, narrow, 7)),
            ("branch7x7_3", Column(narrow, 192, 7))),
        new Branch(
            ("branch7x7dbl_1", Point(inputs, narrow)),
            ("branch7x7dbl_2", Column(narrow, narrow, 7)),
            ("branch7x7dbl_3", Row(narrow, narrow, 7)),
            ("branch7x7dbl_4", Column(narrow, narrow, 7)),
            ("branch7x7dbl_5", Row(narrow, 192, 7))),
        Pooled(inputs, 192));

    /// <summary>512 channels more than the input.</summary>
    public static Branches D(int inputs) => new(
        new Branch(("branch3x3_1", Point(inputs, 192)), ("branch3x3_2", Halving(192, 320))),
        new Branch(
            ("branch7x7x3_1", Point(inputs, 192)),
            ("branch7x7x3_2", Row(192, 192, 7)),
            ("branch7x7x3_3", Column(192, 192, 7)),
            ("branch7x7x3_4", Halving(192, 192))),
        new Branch(("pool", nn.MaxPool2d(3, stride: 2))));

    /// <summary>2048 channels.</summary>
    public static Branches E(int inputs) => new(
        new Branch(("branch1x1", Point(inputs, 320))),
        new Branch(("branch3x3_1", Point(inputs, 384)))
        {
            Ends = [("branch3x3_2a", Row(384, 384, 3)), ("branch3x3_2b", Column(384, 384, 3))],
        },
        new Branch(("branch3x3dbl_1", Point(inputs, 448)), ("branch3x3dbl_2", Square(448, 384, 3)))
        {
            Ends = [("branch3x3dbl_3a", Row(384, 384, 3)), ("branch3x3dbl_3b", Column(384, 384, 3))],
        },
        Pooled(inputs, 192));

    private static Branch Pooled(int inputs, int outputs) =>
        new(("pool", nn.AvgPool2d(3, stride: 1, padding: 1)), ("branch_pool", Point(inputs, outputs)));

    private static BasicConvolution Point(int inputs, int outputs) => new(inputs, outputs, 1);

    private static BasicConvolution Square(int inputs, int outputs, int kernel) => new(inputs, outputs, kernel, padding: kernel / 2);

    private static BasicConvolution Halving(int inputs, int outputs) => new(inputs, outputs, 3, stride: 2);

    /// <summary>Kernels one pixel high.</summary>
    private static BasicConvolution Row(int inputs, int outputs, int width) =>
        new(inputs, outputs, (1, width), padding: (0, width / 2));

    /// <summary>Kernels one pixel wide.</summary>
    private static BasicConvolution Column(int inputs, int outputs, int height) =>
        new(inputs, outputs, (height, 1), padding: (height / 2, 0));
}
