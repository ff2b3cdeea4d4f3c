using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.StateDicts;

namespace Toolkit.Onnx;

/// <summary>The input of an exported network, and the way from there to the images that the network was trained on.</summary>
/// <param name="Name">Name of the input.</param>
/// <param name="Format">What it holds.</param>
/// <param name="Spec">Channels, size, mean and standard deviation.</param>
internal sealed record ImageInput(string Name, OnnxInput Format, InputSpec Spec)
{
    public const long Float = 1, Boolean = 9;
    private const long UnsignedByte = 2;
    private const double LargestPixel = 255;

    /// <summary>ONNX's number of the element type.</summary>
    public long ElementType => Format == OnnxInput.Bytes ? UnsignedByte : Float;

    /// <summary>The sizes; the batch is -1.</summary>
    public long[] Shape => Format == OnnxInput.Bytes ? [-1, Spec.Height, Spec.Width, Spec.Channels] : Images;

    /// <summary>One sentence for people.</summary>
    public string Description => Format switch
    {
        OnnxInput.Pixels => $"{Colours} pixels from 0 to 255, planar: [N, C, H, W]",
        OnnxInput.Bytes => $"{Colours} bytes, interleaved: [N, H, W, C]",
        _ => $"{Colours} pixels, (pixel / 255 - mean) / std, planar: [N, C, H, W]",
    };

    private long[] Images => [-1, Spec.Channels, Spec.Height, Spec.Width];

    private string Colours => Spec.Channels == 1 ? "grey" : "RGB";

    /// <summary>The input that the options ask for.</summary>
    /// <exception cref="ArgumentException">The network does not take images of the size.</exception>
    public static ImageInput Of(Network network, OnnxExportOptions options)
    {
        var spec = network.InputSpec;
        spec = spec with { Height = options.Height ?? spec.Height, Width = options.Width ?? spec.Width };
        network.CheckInput([1, spec.Channels, spec.Height, spec.Width]);
        return new ImageInput(options.InputName, options.Input, spec);
    }

    /// <summary>Adds what turns the input into normalised images, <c>[N, C, H, W]</c>.</summary>
    public GraphTensor Normalise(OnnxGraph graph)
    {
        var input = new GraphTensor(graph, Name, Shape);
        if (Format == OnnxInput.Normalised) return input;
        return Normalise(Format == OnnxInput.Bytes ? Planar(input) : input, Spec);
    }

    /// <summary>Adds what normalises pixels from 0 to 255, <c>[N, C, H, W]</c>.</summary>
    public static GraphTensor Normalise(GraphTensor pixels, InputSpec spec)
    {
        var scaled = pixels.Apply("Mul", pixels.Shape, [PerChannel(pixels.Graph, spec, i => 1 / (LargestPixel * spec.Std[i]))]);
        return scaled.Apply("Add", pixels.Shape, [PerChannel(pixels.Graph, spec, i => -(double)spec.Mean[i] / spec.Std[i])]);
    }

    private static GraphTensor Planar(GraphTensor bytes) =>
        (GraphTensor)bytes.Apply("Cast", new OnnxAttribute("to", Float)).Permute(0, 3, 1, 2);

    private static string PerChannel(OnnxGraph graph, InputSpec spec, Func<int, double> value) => graph.Constant(
        TensorData.FromSingles([.. Enumerable.Range(0, spec.Channels).Select(i => (float)value(i))], 1, spec.Channels, 1, 1));
}
