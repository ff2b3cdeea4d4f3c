using static TorchSharp.torch;

namespace Toolkit.Kernels.Convolution;

/// <summary>
/// What <see cref="PooledConvolution"/> computes: parts of some images each, on all threads. The parts are the same for any number of threads, and so is the
/// order in which sums over the images are taken.
/// </summary>
/// <param name="shape">The sizes.</param>
/// <param name="images">Number of images.</param>
internal sealed unsafe class PooledConvolutionPass(PooledShape shape, int images)
{
    private const int BlocksOfPart = 2;

    private readonly int blocks = (images + LaneMaps.Images - 1) / LaneMaps.Images;

    private int Parts => (blocks + BlocksOfPart - 1) / BlocksOfPart;

    /// <summary>Memory for what the backward pass has to know of the forward pass.</summary>
    public Tensor NewPlaces() => TensorMemory.New(blocks, shape.Windows, LaneMaps.Images);

    /// <summary>The three layers.</summary>
    public Tensor Forward(Tensor input, Tensor weight, Tensor bias, Tensor? places)
    {
        var result = TensorMemory.New(images, shape.Outputs, shape.Rows, shape.Columns);
        var from = TensorMemory.PointerTo(input);
        var to = TensorMemory.PointerTo(result);
        var place = places is null ? null : TensorMemory.PointerTo(places);
        fixed (float* weights = LaneWeights.Pack(TensorMemory.Numbers(weight), shape), biases = LaneWeights.Pad(TensorMemory.Numbers(bias)))
        {
            var (packed, padded) = ((nint)weights, (nint)biases);
            ForEachPart((first, last) => Forward(first, last, from, (float*)packed, (float*)padded, place, to));
        }
        return result;
    }

    private void Forward(int first, int last, float* input, float* weights, float* bias, float* places, float* result)
    {
        using var memory = new AlignedMemory();
        var maps = shape.PaddedInput;
        var size = (shape.Outputs, shape.Rows, shape.Columns, shape.KernelHeight, shape.KernelWidth);
        var lanes = memory.Take(maps.Length);
        var pooled = memory.Take(shape.Windows * LaneMaps.Images);
        for (var block = first; block < last; block++)
        {
            var (image, count) = ImagesOf(block);
            maps.Gather(input + image * shape.InputPixels, count, shape.Height, shape.Width, lanes);
            var place = places is null ? null : places + (long)block * shape.Windows * LaneMaps.Images;
            LaneConvolution.Run(lanes, maps, weights, bias, size, new LanePooling(shape, pooled, place));
            shape.Pooled.Scatter(pooled, count, shape.Rows, shape.Columns, result + image * shape.Windows);
        }
    }

    /// <summary>The gradients of the three.</summary>
    public (Tensor? Images, Tensor Weight, Tensor Bias) Backward(Tensor input, Tensor weight, Tensor gradient, Tensor places, bool needsInput)
    {
        var result = needsInput ? empty_like(input) : null;
        using var weightParts = TensorMemory.New(Parts, shape.Outputs * shape.Taps);
        using var biasParts = zeros([Parts, shape.Outputs], float32, CPU);
        var pointers = new Pointers(
            TensorMemory.PointerTo(input), TensorMemory.PointerTo(gradient), TensorMemory.PointerTo(places), TensorMemory.PointerTo(weightParts),
            TensorMemory.PointerTo(biasParts), result is null ? null : TensorMemory.PointerTo(result));
        fixed (float* weights = needsInput ? LaneWeights.PackTurned(TensorMemory.Numbers(weight), shape) : null)
        {
            var packed = (nint)weights;
            ForEachPart((first, last) => Backward(first, last, pointers, (float*)packed));
        }
        return (result, weightParts.sum([0L]).reshape(weight.shape), biasParts.sum([0L]));
    }

    private void Backward(int first, int last, Pointers at, float* weights)
    {
        using var scratch = new PooledConvolutionScratch(shape, needsInput: weights is not null);
        var (windows, inputGradient, part) = (shape.Pooled, shape.InputGradient, first / BlocksOfPart);
        for (var block = first; block < last; block++)
        {
            var (image, count) = ImagesOf(block);
            shape.PaddedInput.Gather(at.Input + image * shape.InputPixels, count, shape.Height, shape.Width, scratch.Input);
            windows.Gather(at.Gradient + image * shape.Windows, count, shape.Rows, shape.Columns, scratch.Pooled);
            scratch.AddGradients(new LanePooling(shape, null, at.Places + (long)block * windows.Length), at.Bias + part * shape.Outputs);
            if (weights is null) continue;
            scratch.ComputeInputGradient(weights);
            inputGradient.Scatter(scratch.InputGradient, count, shape.Height, shape.Width, at.InputGradient + image * shape.InputPixels);
        }
        scratch.Collect(at.Weight + part * shape.Outputs * shape.Taps);
    }

    private (int First, int Count) ImagesOf(int block) =>
        (block * LaneMaps.Images, Math.Min(LaneMaps.Images, images - block * LaneMaps.Images));

    private void ForEachPart(Action<int, int> run) =>
        KernelThreads.Run(Parts, part => run(part * BlocksOfPart, Math.Min(blocks, (part + 1) * BlocksOfPart)));

    /// <summary>Where the tensors of the backward pass lie.</summary>
    private sealed class Pointers(float* input, float* gradient, float* places, float* weight, float* bias, float* inputGradient)
    {
        public float* Input { get; } = input;

        public float* Gradient { get; } = gradient;

        public float* Places { get; } = places;

        public float* Weight { get; } = weight;

        public float* Bias { get; } = bias;

        public float* InputGradient { get; } = inputGradient;
    }
}
