using Toolkit.LibTorch;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace Toolkit.Kernels.Normalization;

/// <summary>What stands behind batch normalisation.</summary>
internal enum Activation
{
    None,
    Relu,
    Relu6,
}

/// <summary>
/// Batch normalisation by the batch's own statistics, the sum with another branch and the activation in one: libtorch's operators would each read and write
/// all maps. Gradients of gradients are libtorch's.
/// </summary>
internal sealed class NormalizedActivation : SingleTensorFunction<NormalizedActivation>
{
    private const string Call = "call", Arguments = "arguments";

    public override string Name => nameof(NormalizedActivation);

    /// <summary>Computes it.</summary>
    /// <param name="maps"><c>[N, C, H, W]</c>, <see cref="ChannelsLastFormat"/>.</param>
    /// <param name="scale"><c>[C]</c>.</param>
    /// <param name="shift"><c>[C]</c>.</param>
    /// <param name="branch">Like the maps; null: nothing is added.</param>
    /// <param name="settings">How the maps are cut, and the numbers of the layer.</param>
    /// <returns>Maps like those that came.</returns>
    public static Tensor Run(Tensor maps, Tensor scale, Tensor shift, Tensor? branch, Settings settings)
    {
        Tensor[] tensors = branch is null ? [maps, scale, shift] : [maps, scale, shift, branch];
        if (is_grad_enabled() && tensors.Any(tensor => tensor.requires_grad)) return apply([.. tensors, settings]);
        return settings.PassOf(scale, shift).Forward(maps, branch);
    }

    public override Tensor forward(AutogradContext context, params object[] arguments)
    {
        List<Tensor> tensors = [.. arguments.OfType<Tensor>()];
        var settings = (Settings)arguments[^1];
        AutogradFunctions.Begin(context, tensors);
        context.save_data(Call, settings);
        context.save_data(Arguments, arguments.Length);
        return settings.PassOf(tensors[1], tensors[2]).Forward(tensors[0], tensors.ElementAtOrDefault(3));
    }

    public override List<Tensor> backward(AutogradContext context, Tensor gradient) =>
        AutogradFunctions.Guarded((int)context.get_data(Arguments), gradient, () => Gradients(context, gradient));

    private static List<Tensor?> Gradients(AutogradContext context, Tensor gradient)
    {
        var (saved, settings) = (context.get_saved_variables(), (Settings)context.get_data(Call));
        var (maps, scale, shift, branch) = (saved[0], saved[1], saved[2], saved.ElementAtOrDefault(3));
        if (is_grad_enabled()) return [.. AutogradFunctions.Differentiable(ByLibtorch(saved, settings), gradient, saved), null];
        var ordered = ChannelsLastFormat.Of(gradient);
        var gradients = settings.PassOf(scale, shift).Backward(maps, branch, ordered);
        foreach (var tensor in saved.Append(gradient).Append(ordered)) tensor.Dispose();
        return branch is null
            ? [gradients.Maps, gradients.Scale, gradients.Shift, null]
            : [gradients.Maps, gradients.Scale, gradients.Shift, gradients.Branch, null];
    }

    private static Tensor ByLibtorch(List<Tensor> inputs, Settings settings)
    {
        var normalized = nn.functional.batch_norm(inputs[0], null!, null!, inputs[1], inputs[2], training: true, eps: settings.Epsilon);
        var sum = inputs.Count > 3 ? Arithmetic.Add(normalized, inputs[3]) : normalized;
        return settings.Activation switch
        {
            Activation.Relu => sum.relu(),
            Activation.Relu6 => sum.relu6(),
            _ => sum,
        };
    }

    /// <summary>All that is no tensor.</summary>
    /// <param name="Rows">How the maps are cut.</param>
    /// <param name="Statistics">Of the maps.</param>
    /// <param name="Epsilon">Added to the variance.</param>
    /// <param name="Activation">The activation.</param>
    public sealed record Settings(PixelRows Rows, BatchStatistics Statistics, double Epsilon, Activation Activation)
    {
        public INormalizationPass PassOf(Tensor scale, Tensor shift) => Activation switch
        {
            Activation.Relu => new NormalizationPass<Relu>(Rows, Statistics, scale, shift, Epsilon),
            Activation.Relu6 => new NormalizationPass<Relu6>(Rows, Statistics, scale, shift, Epsilon),
            _ => new NormalizationPass<NoRectifier>(Rows, Statistics, scale, shift, Epsilon),
        };
    }
}
