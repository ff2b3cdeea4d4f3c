using Toolkit.Images;
using Toolkit.LibTorch;
using Toolkit.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Inspection;

/// <summary>
/// Grad-CAM (Selvaraju et al. 2017, "Grad-CAM: visual explanations from deep networks via gradient-based localization"): every feature
/// map of a layer is weighed by the mean gradient of a class's logit over it; the positive part of their sum, enlarged to the image
/// by bilinear interpolation, shows where the network saw the class.
/// </summary>
/// <remarks>Not while another thread uses the network, whose layers are watched meanwhile.</remarks>
public static class GradCam
{
    /// <summary>Explains what a network sees in an image, which is prepared as <see cref="Network.InputSpec"/> says.</summary>
    /// <param name="network">Its mode, weights and gradients are left as they are.</param>
    /// <param name="image">8-bit pixels of any size; left as they are. <see cref="HeatMap.Draw"/> shows what the network sees.</param>
    /// <param name="targetClass">The class to explain; the one with the highest logit by default.</param>
    /// <param name="layer">
    /// Dotted name of the layer whose feature maps are looked at; by default <see cref="Network.FeatureMapLayer"/>, or else the last part
    /// of the backbone that holds a convolution and returns maps of more than one position.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    /// <exception cref="ArgumentException">There is no such layer, or its output is no feature map.</exception>
    public static HeatMap Explain(Network network, ImageBuffer image, int? targetClass = null, string? layer = null)
    {
        using var input = PreparedImage.For(network, image);
        return Explain(network, input.Tensor, targetClass, layer, input.Pixels);
    }

    /// <summary>Explains what a network sees in a normalised image.</summary>
    /// <param name="network">Its mode, weights and gradients are left as they are.</param>
    /// <param name="image">One image, float32, <c>[1, C, H, W]</c>, on the network's device.</param>
    /// <param name="targetClass">The class to explain; the one with the highest logit by default.</param>
    /// <param name="layer">As in the other overload.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    /// <exception cref="ArgumentException">More than one image, no such layer, or its output is no feature map.</exception>
    public static HeatMap Explain(Network network, Tensor image, int? targetClass = null, string? layer = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(image);
        return Explain(network, image, targetClass, layer, null);
    }

    private static HeatMap Explain(Network network, Tensor image, int? targetClass, string? layer, ImageBuffer? pixels)
    {
        if (image.Dimensions != 4 || image.shape[0] != 1)
            throw new ArgumentException($"One image is [1, C, H, W], but got [{string.Join(", ", image.shape)}].", nameof(image));
        if (targetClass is { } wanted && (uint)wanted >= (uint)network.Classes)
        {
            throw new ArgumentOutOfRangeException(
                nameof(targetClass), $"{network.Architecture} knows classes 0 to {network.Classes - 1}, but was asked about {wanted}.");
        }
        network.CorrectConvolutions();
        layer ??= network.FeatureMapLayer ?? LastFeatureMap(network, image);
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        using var hooks = new LayerHooks();
        Tensor? output = null;
        hooks.Keep(ModuleTree.Find(network, layer), kept => output = kept);
        var logits = Logits(network, image);
        if (output is null) throw new ArgumentException($"The forward pass does not reach the layer \"{layer}\".", nameof(layer));
        var explained = targetClass ?? (int)logits.argmax(1).item<long>();
        var score = logits[0, explained];
        var maps = Maps(network, output, layer);
        var gradient = Maps(network, autograd.grad([score], [output])[0], layer);
        var heat = Heat(maps, gradient, image.shape).cpu().data<float>().ToArray();
        return new(explained, score.item<float>(), layer, ((int)image.shape[2], (int)image.shape[3]), heat, pixels);
    }

    /// <summary>Records a graph from the image on, so that frozen networks have gradients too.</summary>
    private static Tensor Logits(Network network, Tensor image)
    {
        using var mode = new EvaluationMode(network);
        return network.call(image.detach().clone().requires_grad_(true));
    }

    private static Tensor Maps(Network network, Tensor output, string layer)
    {
        var maps = network.ToFeatureMaps(output);
        return maps.Dimensions == 4 ? maps : throw new ArgumentException(
            $"Feature maps are [1, C, H, W], but \"{layer}\" returns [{string.Join(", ", output.shape)}]. " +
            "Choose a convolution or a block of them.", nameof(layer));
    }

    private static Tensor Heat(Tensor maps, Tensor gradient, long[] imageShape)
    {
        using var noGradient = no_grad();
        var weights = gradient.mean([2, 3], true);
        var positive = (weights * maps).sum(1, true).relu();
        var enlarged = nn.functional.interpolate(positive, [imageShape[2], imageShape[3]], null, InterpolationMode.Bilinear, false);
        var largest = enlarged.max();
        return largest.item<float>() > 0 ? enlarged / largest : enlarged;
    }

    private static string LastFeatureMap(Network network, Tensor image) =>
        ForwardTrace.Run(network, image).Where(call => IsFeatureMap(network, call)).OrderBy(call => call.Rank).LastOrDefault()?.Name
        ?? throw new ArgumentException($"{network.Architecture} has no layer with convolutions that returns feature maps of this image. " +
            "Name a layer, or give a larger image.");

    private static bool IsFeatureMap(Network network, ModuleCall call) =>
        call.Name != "" && call.Name != network.HeadPrefix && !call.Name.StartsWith(network.HeadPrefix + ".", StringComparison.Ordinal)
        && call.OutputShape.Length == 4 && call.OutputShape[2] * call.OutputShape[3] > 1
        && ModuleTree.Of(call.Module).Any(part => part.Module is Conv2d);
}
