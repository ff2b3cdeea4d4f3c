namespace Toolkit.Kernels.Convolution;

/// <summary>What a thread needs for the backward pass of <see cref="PooledConvolution"/>, over 16 images at a time.</summary>
internal sealed unsafe class PooledConvolutionScratch : IDisposable
{
    /// <summary>Windows whose pixels stay in the nearest cache, for all outputs, while the taps pass over them.</summary>
    private const int BandWindows = 16;

    private readonly AlignedMemory memory = new();
    private readonly PooledShape shape;
    private readonly bool needsInput;
    private readonly LaneMaps outputMaps;
    private readonly LaneWeightGradient weightGradient;
    private readonly float* output;
    private readonly float* sums;

    public PooledConvolutionScratch(PooledShape shape, bool needsInput)
    {
        (this.shape, this.needsInput) = (shape, needsInput);
        outputMaps = needsInput ? shape.PaddedOutput : new LaneMaps(shape.Outputs, 2 * BandRows, 2 * shape.Columns, 0, 0);
        weightGradient = new LaneWeightGradient(shape.PaddedInput, outputMaps, shape.KernelHeight, shape.KernelWidth);
        Input = memory.Take(shape.PaddedInput.Length);
        Pooled = memory.Take(shape.Pooled.Length);
        output = memory.TakeZeros(outputMaps.Length);
        sums = memory.TakeZeros(weightGradient.Length);
        InputGradient = memory.Take(needsInput ? shape.InputGradient.Length : 0);
    }

    /// <summary>The input, laid out as <see cref="PooledShape.PaddedInput"/>.</summary>
    public float* Input { get; }

    /// <summary>The gradient of the windows, laid out as <see cref="PooledShape.Pooled"/>.</summary>
    public float* Pooled { get; }

    /// <summary>The gradient of the input, laid out as <see cref="PooledShape.InputGradient"/>.</summary>
    public float* InputGradient { get; }

    private int BandRows => Math.Max(1, BandWindows / shape.Columns);

    /// <summary>
    /// Adds what the images contribute to the gradients of weights and bias. Where the input's is needed, too, the output's is kept whole for it.
    /// </summary>
    public void AddGradients(LanePooling pooling, float* bias)
    {
        for (var row = 0; row < shape.Rows; row += BandRows)
        {
            var rows = Math.Min(BandRows, shape.Rows - row);
            var target = needsInput ? output + outputMaps.Start + 2 * row * outputMaps.Row : output;
            pooling.Spread(Pooled, row, rows, outputMaps, target, bias);
            weightGradient.Add(Input + 2 * row * shape.PaddedInput.Row, target, 2 * rows, 2 * shape.Columns, sums);
        }
    }

    /// <summary>The convolution backwards.</summary>
    /// <param name="weights">As <see cref="LaneWeights.PackTurned"/> makes them.</param>
    public void ComputeInputGradient(float* weights)
    {
        var maps = shape.InputGradient;
        var size = (shape.Inputs, maps.Height / 2, maps.Width / 2, shape.KernelHeight, shape.KernelWidth);
        LaneConvolution.Run(output, outputMaps, weights, bias: null, size, new LaneWindows(maps, InputGradient));
    }

    /// <summary>The weights' gradient of all images so far.</summary>
    public void Collect(float* gradient) => weightGradient.Collect(sums, gradient);

    public void Dispose() => memory.Dispose();
}
