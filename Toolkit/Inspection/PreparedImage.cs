using Toolkit.Images;
using Toolkit.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Inspection;

/// <summary>One image as a network sees it.</summary>
/// <param name="Pixels">Resized and cropped, 8 bits.</param>
/// <param name="Tensor">Normalised, <c>[1, C, H, W]</c>, on the network's device.</param>
internal sealed record PreparedImage(ImageBuffer Pixels, Tensor Tensor) : IDisposable
{
    public static PreparedImage For(Network network, ImageBuffer image)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(image);
        var pipeline = ImagePipeline.ForEvaluation(network.InputSpec);
        var pixels = new ImagePreparer(pipeline).Transform(buffer => buffer.CopyFrom(image));
        var values = new float[pixels.Pixels.Length];
        pipeline.Normalise(pixels, values);
        using var scope = torch.NewDisposeScope();
        var tensor = torch.tensor(values, [1, pixels.Channels, pixels.Height, pixels.Width], device: network.parameters().First().device);
        return new(pixels, tensor.DetachFromDisposeScope());
    }

    public void Dispose() => Tensor.Dispose();
}
