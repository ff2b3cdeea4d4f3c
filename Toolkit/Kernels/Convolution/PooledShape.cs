namespace Toolkit.Kernels.Convolution;

/// <summary>
/// Sizes of a convolution of stride 1 whose output is pooled by windows of 2×2 pixels. A last row or column that fills no window is not computed.
/// </summary>
/// <param name="Inputs">Channels of the input.</param>
/// <param name="Outputs">Channels of the output.</param>
/// <param name="Height">Rows of the input.</param>
/// <param name="Width">Columns of the input.</param>
/// <param name="KernelHeight">Rows of the kernel.</param>
/// <param name="KernelWidth">Columns of the kernel.</param>
/// <param name="Top">Rows of zeros above and below the input; fewer than the kernel has.</param>
/// <param name="Left">Columns of zeros on either side; fewer than the kernel has.</param>
internal readonly record struct PooledShape(
    int Inputs, int Outputs, int Height, int Width, int KernelHeight, int KernelWidth, int Top, int Left)
{
    /// <summary>Rows of windows.</summary>
    public int Rows => (Height + 2 * Top - KernelHeight + 1) / 2;

    /// <summary>Windows of a row.</summary>
    public int Columns => (Width + 2 * Left - KernelWidth + 1) / 2;

    /// <summary>Weights of one output.</summary>
    public int Taps => Inputs * KernelHeight * KernelWidth;

    public int InputPixels => Inputs * Height * Width;

    public int Windows => Outputs * Rows * Columns;

    /// <summary>The windows.</summary>
    public LaneMaps Pooled => new(Outputs, Rows, Columns, 0, 0);

    /// <summary>The input with its border of zeros.</summary>
    public LaneMaps PaddedInput => new(Inputs, Height + 2 * Top, Width + 2 * Left, Top, Left);

    /// <summary>The output before it is pooled, with a border of zeros so wide that every pixel of the input has a whole kernel of outputs around it.</summary>
    public LaneMaps PaddedOutput => new(
        Outputs,
        Math.Max(2 * Rows + Below, Even(Height) + KernelHeight - 1), Math.Max(2 * Columns + Beside, Even(Width) + KernelWidth - 1),
        Below, Beside);

    private int Below => KernelHeight - 1 - Top;

    private int Beside => KernelWidth - 1 - Left;

    /// <summary>The input's gradient, computed by windows of 2×2 pixels.</summary>
    public LaneMaps InputGradient => new(Inputs, Even(Height), Even(Width), 0, 0);

    private static int Even(int size) => size + size % 2;
}
