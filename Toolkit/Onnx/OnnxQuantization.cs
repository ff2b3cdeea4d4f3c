using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Onnx.Quantization;
using Toolkit.Text;

namespace Toolkit.Onnx;

/// <summary>
/// Static post-training quantization of an exported network, in ONNX's QDQ form: convolutions, linear layers, and additions, concatenations and
/// pools among them take and give 8-bit integers, which makes the file a quarter as large and ResNets two to three times as fast on processors
/// with integer products (AVX-512 VNNI, AVX-VNNI, ARM's dot product). All else, attention and HardSwish for example, stays float32.
/// </summary>
/// <remarks>
/// Activations are uint8 with a scale and a zero point for each value, from the least and greatest number that the calibration images make there;
/// weights are int8, symmetric, with a scale for each output channel; biases are int32. See Jacob et al. 2018 and Nagel et al. 2021.
/// </remarks>
public sealed class OnnxQuantization
{
    /// <summary>How many calibration images are used unless another number is given.</summary>
    public const int DefaultMaximumImages = 300;

    private const int WholeRange = 127, HalfRange = 64;

    private readonly Func<InputSpec, IEnumerable<float[]>> images;

    /// <summary>Calibrates on images of a data set, which are prepared as the network's <see cref="InputSpec"/> says.</summary>
    /// <param name="images">Such as the network will see: a few hundred of the training images do well. Labels do not matter.</param>
    /// <param name="maximumImages">
    /// How many are used at most, at least 1; they are taken at equal distances, so that all classes are among them. Default 300.
    /// </param>
    /// <exception cref="ArgumentException">There are no images.</exception>
    public OnnxQuantization(IImageDataset images, int maximumImages = DefaultMaximumImages)
    {
        ArgumentNullException.ThrowIfNull(images);
        Require.AtLeast(1, maximumImages);
        if (images.Count == 0) throw NoImages();
        this.images = spec => Prepared(images, maximumImages, spec);
    }

    /// <summary>Calibrates on images that have been prepared.</summary>
    /// <param name="prepared">
    /// Normalised pixels, <c>C·H·W</c> each, with the sizes of the exported network; what <see cref="ImagePreparer"/> gives. They are read once.
    /// </param>
    public OnnxQuantization(IEnumerable<float[]> prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        images = _ => prepared;
    }

    /// <summary>
    /// Uses weights of 7 bits, from -64 to 64. For x86 processors without VNNI, whose sums of two products saturate at 16 bits; where there is
    /// VNNI it only costs accuracy. Default: whether this processor is such a one. Set it where the file goes to others.
    /// </summary>
    public bool ReduceWeightRange { get; init; } = IntegerProducts.Saturate;

    /// <summary>
    /// Says why int8 makes a network smaller but not faster; null for one that gains. It does not pay where the operators that stay in float32
    /// (sigmoids and their kin, as in HardSwish, SiLU and squeeze-and-excitation; matrix products of attention) are more than a quarter as many as the
    /// layers with products: numbers then go to and fro between the two forms.
    /// </summary>
    /// <remarks>
    /// Measured at 224 pixels, one image, on a processor with VNNI: 3.2 times as fast for ResNet18 and ResNet50, 1.8 for MobileNetV2, 2.3 for
    /// DenseNet121, in which there are none of these operators; 0.8 and 1.0 for MobileNetV3 small and large, 0.8 for EfficientNet-B0, 1.0 for transformers.
    /// </remarks>
    /// <param name="network">Not changed.</param>
    /// <exception cref="NotSupportedException">The network cannot be exported.</exception>
    public static string? AdviceAgainst(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Int8Advice.Against(network);
    }

    /// <summary>The greatest integer that a weight becomes.</summary>
    internal int LargestWeight => ReduceWeightRange ? HalfRange : WholeRange;

    /// <summary>One sentence for people.</summary>
    internal string Description =>
        $"static, QDQ: uint8 activations, int8 weights from -{LargestWeight} to {LargestWeight} per output channel, int32 biases; "
        + "ranges by minimum and maximum";

    /// <summary>The images as the network takes them.</summary>
    internal IEnumerable<float[]> ImagesFor(InputSpec spec) => images(spec);

    internal static ArgumentException NoImages() => new("There are no images to calibrate on. Give some that the network will see the like of.");

    private static IEnumerable<float[]> Prepared(IImageDataset images, int maximum, InputSpec spec)
    {
        var (preparer, count) = (new ImagePreparer(spec), Math.Min(maximum, images.Count));
        for (var i = 0; i < count; i++)
        {
            var index = (int)((long)i * images.Count / count);
            yield return preparer.Prepare(image => images.Read(index, image));
        }
    }
}
