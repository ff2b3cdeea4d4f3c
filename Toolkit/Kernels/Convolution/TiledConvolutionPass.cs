using static TorchSharp.torch;

namespace Toolkit.Kernels.Convolution;

/// <summary>
/// What <see cref="TiledConvolution"/> computes, on all threads. Images are taken some at a time, so that their matrices do not outgrow the cache; how many
/// depends on the sizes alone, so that the number of threads makes no difference to the result.
/// </summary>
/// <param name="images">Number of images.</param>
/// <param name="inputs">Channels of the input, a multiple of 32.</param>
/// <param name="outputs">Channels of the output, a multiple of 32.</param>
/// <param name="height">Rows of the maps.</param>
/// <param name="width">Columns of the maps.</param>
internal sealed unsafe class TiledConvolutionPass<TLine>(int images, int inputs, int outputs, int height, int width) : ITiledConvolutionPass
    where TLine : struct, ILineAlgorithm
{
    /// <summary>Of the matrices of both sides together: a megabyte, which a core's own cache holds.</summary>
    private const int MostNumbers = 1 << 18;

    /// <summary>Where a matrix has fewer rows, reading the weights takes longer than the products do.</summary>
    private const int FewestRows = 32;

    private readonly TiledMaps input = new(inputs, height, width, TLine.Outputs, TLine.Inputs, TLine.Before);
    private readonly TiledMaps output = new(outputs, height, width, TLine.Outputs, TLine.Outputs, Before: 0);
    private readonly TiledWeights<TLine> weights = new(inputs, outputs);

    private static int Positions => TLine.Positions * TLine.Positions;

    private int ImagesOfPart
    {
        get
        {
            var rows = Math.Max(FewestRows, MostNumbers / (Positions * (inputs + outputs)));
            var parts = Math.Max(1, (images * input.Tiles + rows / 2) / rows);
            return (images + parts - 1) / parts;
        }
    }

    private int Distance(int columns) => PanelProduct.Distance(RowsOfPart, columns);

    private int RowsOfPart => (ImagesOfPart * input.Tiles + PanelProduct.Rows - 1) / PanelProduct.Rows * PanelProduct.Rows;

    public Tensor Forward(Tensor maps, Tensor weight)
    {
        var result = TensorMemory.New(images, outputs, height, width);
        var (from, to) = (new ImagesAt(maps), new ImagesAt(result));
        using var memory = new AlignedMemory();
        var matrices = memory.Take(weights.Length);
        weights.Transform(TensorMemory.PointerTo(weight), matrices);
        var left = memory.Take(Positions * Distance(inputs));
        var products = memory.Take(Positions * Distance(outputs));
        for (var first = 0; first < images; first += ImagesOfPart)
        {
            var part = new Part(first, Math.Min(ImagesOfPart, images - first));
            Transform<InputOf<TLine>>(input, from, part, left);
            Multiply(left, inputs, matrices, outputs, products);
            Collect<OutputOf<TLine>>(output, products, part, to);
        }
        return result;
    }

    public (Tensor? Maps, Tensor Weight) Backward(Tensor maps, Tensor weight, Tensor gradient, bool needsInput)
    {
        var (inputGradient, weightGradient) = (needsInput ? empty_like(maps) : null, empty_like(weight));
        using var memory = new AlignedMemory();
        var transposed = needsInput ? Transposed(memory, weight) : null;
        var sums = memory.TakeZeros(weights.Length);
        var left = memory.Take(Positions * Distance(inputs));
        var right = memory.Take(Positions * Distance(outputs));
        for (var first = 0; first < images; first += ImagesOfPart)
        {
            var part = new Part(first, Math.Min(ImagesOfPart, images - first));
            Transform<InputOf<TLine>>(input, new(maps), part, left);
            Transform<OutputTransposedOf<TLine>>(output, new(gradient), part, right);
            AddTransposed(left, right, part, sums);
            if (inputGradient is null) continue;
            Multiply(right, outputs, transposed, inputs, left);
            Collect<InputTransposedOf<TLine>>(input, left, part, new(inputGradient));
        }
        weights.Fold(sums, TensorMemory.PointerTo(weightGradient));
        return (inputGradient, weightGradient);
    }

    private float* Transposed(AlignedMemory memory, Tensor weight)
    {
        var (matrices, result) = ((nint)memory.Take(weights.Length), (nint)memory.Take(weights.Length));
        weights.Transform(TensorMemory.PointerTo(weight), (float*)matrices);
        weights.Transpose((float*)matrices, (float*)result);
        return (float*)result;
    }

    private void Transform<TTransform>(TiledMaps maps, ImagesAt from, Part part, float* matrices) where TTransform : struct, ILineTransform =>
        KernelThreads.Run(part.Count, image => maps.Transform<TTransform>(
            from[part.First + image], matrices + image * maps.Tiles * PanelProduct.Columns, RowsOfPart));

    private void Collect<TTransform>(TiledMaps maps, float* matrices, Part part, ImagesAt to) where TTransform : struct, ILineTransform =>
        KernelThreads.Run(part.Count, image => maps.Collect<TTransform>(
            matrices + image * maps.Tiles * PanelProduct.Columns, RowsOfPart, to[part.First + image]));

    private void Multiply(float* left, int depth, float* right, int columns, float* result) => EachPanel(columns, (position, panel) =>
        PanelProduct.Multiply(
            left + position * Distance(depth), right + position * weights.MatrixLength + panel * depth * PanelProduct.Columns, RowsOfPart, depth,
            result + position * Distance(columns) + panel * RowsOfPart * PanelProduct.Columns));

    private void AddTransposed(float* left, float* right, Part part, float* sums) => EachPanel(outputs, (position, panel) =>
        PanelProduct.AddTransposed(
            left + position * Distance(inputs), right + position * Distance(outputs) + panel * RowsOfPart * PanelProduct.Columns, inputs,
            (RowsOfPart, part.Count * input.Tiles), sums + position * weights.MatrixLength + panel * inputs * PanelProduct.Columns));

    private static void EachPanel(int columns, Action<int, int> action)
    {
        var panels = columns / PanelProduct.Columns;
        KernelThreads.Run(Positions * panels, item => action(item / panels, item % panels));
    }

    /// <summary>Images that are computed together.</summary>
    private readonly record struct Part(int First, int Count);

    /// <summary>Where the images of a tensor lie.</summary>
    private readonly struct ImagesAt(Tensor images)
    {
        private readonly float* first = TensorMemory.PointerTo(images);
        private readonly long length = images.numel() / images.shape[0];

        public float* this[int image] => first + image * length;
    }
}
