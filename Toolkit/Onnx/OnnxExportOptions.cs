using Toolkit.Augmentation;
using Toolkit.Text;

namespace Toolkit.Onnx;

/// <summary>What an exported network takes.</summary>
public enum OnnxInput
{
    /// <summary>
    /// float32 pixels from 0 to 255, <c>[N, C, H, W]</c>, red before green before blue: what ML.NET's ExtractPixels gives. They are scaled
    /// and normalised inside.
    /// </summary>
    Pixels,

    /// <summary>uint8 pixels, <c>[N, H, W, C]</c>, as they lie in a decoded RGB or grey image. They are normalised inside.</summary>
    Bytes,

    /// <summary>float32 <c>[N, C, H, W]</c>, which the caller has normalised: <c>(pixel / 255 - mean) / std</c>.</summary>
    Normalised,
}

/// <summary>What an exported network gives.</summary>
public enum OnnxOutput
{
    /// <summary>Class probabilities, the softmax of the logits, <c>[N, classes]</c>.</summary>
    Probabilities,

    /// <summary>The logits as the head gives them, <c>[N, classes]</c>.</summary>
    Logits,

    /// <summary>The features that the backbone sees, without the head, <c>[N, FeatureCount]</c>.</summary>
    Features,

    /// <summary>What the head takes, flattened, without the head, <c>[N, HeadInputCount]</c>.</summary>
    HeadInput,

    /// <summary>Probabilities of several labels, the sigmoid of the logits, <c>[N, labels]</c>.</summary>
    LabelProbabilities,

    /// <summary>The numbers of a regression, as the head gives them, <c>[N, numbers]</c>.</summary>
    Numbers,
}

/// <summary>What can be chosen about an export to ONNX.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>What the file takes. Default <see cref="OnnxInput.Pixels"/>.</summary>
    public OnnxInput Input { get; init; } = OnnxInput.Pixels;

    /// <summary>What the file gives. Default <see cref="OnnxOutput.Probabilities"/>.</summary>
    public OnnxOutput Output { get; init; } = OnnxOutput.Probabilities;

    /// <summary>
    /// Height of the images in pixels. Null, the default: that of the network's <see cref="Networks.Network.InputSpec"/>.
    /// </summary>
    public int? Height { get; init; }

    /// <summary>
    /// Width of the images in pixels. Null, the default: that of the network's <see cref="Networks.Network.InputSpec"/>.
    /// </summary>
    public int? Width { get; init; }

    /// <summary>One name a class, label or number, in the order of the outputs. Null, the default: the file names none.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Name of the input. Default <c>Image</c>.</summary>
    public string InputName { get; init; } = "Image";

    /// <summary>Name of the output. Default <c>Score</c>.</summary>
    public string OutputName { get; init; } = "Score";

    /// <summary>
    /// Folds batch normalisation into the convolution right before it: the same values from fewer operators, for runtimes that do not do it
    /// themselves. The convolutions' weights are then no longer those of the state dict. Default false.
    /// </summary>
    public bool FoldBatchNormalization { get; init; }

    /// <summary>
    /// Computes in int8 what gains by it; batch normalisation is then folded, too. Null, the default: all in float32.
    /// </summary>
    public OnnxQuantization? Quantization { get; init; }

    /// <summary>
    /// The views of each image that the output is the mean of. Null, the default: those of the model that is exported, and for a network alone the image as it is.
    /// </summary>
    public TestTimeAugmentation? TestTimeAugmentation { get; init; }

    /// <summary>
    /// The least probability of a class for an answer, 0 to 1, for the file's metadata (<c>reject_threshold</c>); who runs the file has to heed it.
    /// Null, the default: none.
    /// </summary>
    public float? RejectThreshold { get; init; }

    /// <summary>
    /// From which probability on an image has each label, 0 to 1, in the order of the outputs, for the file's metadata (<c>label_thresholds</c>); who runs
    /// the file has to heed them. Null, the default: none.
    /// </summary>
    public IReadOnlyList<float>? LabelThresholds { get; init; }

    /// <summary>
    /// The licence of the weights, in words, for the file's metadata. Null, the default: that of the weights that were loaded, where it is known
    /// (<see cref="Networks.Network.WeightsLicence"/>).
    /// </summary>
    public string? Licence { get; init; }

    /// <summary>Checks the names against each other and against the number of classes.</summary>
    /// <exception cref="ArgumentException">
    /// A name is empty, the two are equal, there are not as many class names as classes, or the threshold is not finite or below 0.
    /// </exception>
    internal void Validate(int classes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(InputName);
        ArgumentException.ThrowIfNullOrWhiteSpace(OutputName);
        if (InputName == OutputName)
            throw new ArgumentException($"Input and output must have different names, but both are '{InputName}'.", nameof(OutputName));
        if (RejectThreshold is { } threshold) Require.AtLeast0(threshold, nameof(RejectThreshold));
        foreach (var least in LabelThresholds ?? []) Require.AtLeast0(least, nameof(LabelThresholds));
        if (LabelThresholds is { } thresholds && thresholds.Count != classes)
            throw new ArgumentException($"The network has {classes} outputs, but {thresholds.Count} thresholds were given.", nameof(LabelThresholds));
        if (ClassNames is { } names && names.Count != classes)
        {
            throw new ArgumentException(
                $"The network has {classes} classes, but {names.Count} class names were given. Give one a class, or none.",
                nameof(ClassNames));
        }
    }
}
