using Toolkit.LibTorch;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace Toolkit.Kernels.Convolution;

/// <summary>
/// A convolution of few channels, ReLU and max pooling of 2×2 pixels in one: what is between them never leaves the registers. libtorch takes several times
/// as long, since its kernels want many channels. Gradients of gradients are libtorch's.
/// </summary>
internal sealed class PooledConvolution : SingleTensorFunction<PooledConvolution>
{
    public override string Name => nameof(PooledConvolution);

    /// <summary>Computes the three layers.</summary>
    /// <param name="images"><c>[N, inputs, H, W]</c>, contiguous.</param>
    /// <param name="weight"><c>[outputs, inputs, kernel height, kernel width]</c>, contiguous.</param>
    /// <param name="bias"><c>[outputs]</c>.</param>
    /// <param name="shape">The sizes.</param>
    /// <returns><c>[N, outputs, rows, columns]</c> of windows.</returns>
    public static Tensor Run(Tensor images, Tensor weight, Tensor bias, PooledShape shape)
    {
        if (is_grad_enabled() && (images.requires_grad || weight.requires_grad || bias.requires_grad))
            return apply(images, weight, bias, shape, images.requires_grad);
        return new PooledConvolutionPass(shape, (int)images.shape[0]).Forward(images, weight, bias, places: null);
    }

    public override Tensor forward(AutogradContext context, params object[] arguments)
    {
        var (images, weight, bias, shape) = ((Tensor)arguments[0], (Tensor)arguments[1], (Tensor)arguments[2], (PooledShape)arguments[3]);
        var pass = new PooledConvolutionPass(shape, (int)images.shape[0]);
        var places = pass.NewPlaces();
        AutogradFunctions.Begin(context, [images, weight, bias, places]);
        context.save_data(nameof(PooledShape), shape);
        context.save_data(nameof(images), arguments[4]);
        return pass.Forward(images, weight, bias, places);
    }

    public override List<Tensor> backward(AutogradContext context, Tensor gradient) =>
        AutogradFunctions.Guarded(count: 5, gradient, () => Gradients(context, gradient));

    private static List<Tensor?> Gradients(AutogradContext context, Tensor gradient)
    {
        var saved = context.get_saved_variables();
        var (images, weight, bias, places) = (saved[0], saved[1], saved[2], saved[3]);
        var (shape, needsInput) = ((PooledShape)context.get_data(nameof(PooledShape)), (bool)context.get_data(nameof(images)));
        if (is_grad_enabled()) return Differentiable(images, weight, bias, gradient, shape);
        var pass = new PooledConvolutionPass(shape, (int)images.shape[0]);
        using var dense = gradient.contiguous();
        var gradients = pass.Backward(images, weight, dense, places, needsInput);
        foreach (var tensor in saved.Append(gradient)) tensor.Dispose();
        return [gradients.Images, gradients.Weight, gradients.Bias, null, null];
    }

    /// <summary>In double precision, since oneDNN may be wrong about few channels (<see cref="OneDnn"/>).</summary>
    private static List<Tensor?> Differentiable(Tensor images, Tensor weight, Tensor bias, Tensor gradient, PooledShape shape)
    {
        var maps = nn.functional.conv2d(images.to(float64), weight.to(float64), bias.to(float64), padding: [shape.Top, shape.Left]);
        var output = nn.functional.max_pool2d(maps.relu(), 2).to(float32);
        return [.. AutogradFunctions.Differentiable(output, gradient, images, weight, bias), null, null];
    }
}
