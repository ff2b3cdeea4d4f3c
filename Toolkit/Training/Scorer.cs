using System.Runtime.InteropServices;
using Toolkit.Images;
using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// Runs a network over normalised pixels in evaluation mode, without a graph, and returns plain arrays. Batch normalisation is folded
/// into the convolutions before it, once: after the weights have changed, make a new scorer. Several threads may share one.
/// </summary>
public sealed class Scorer : IDisposable
{
    private readonly Network network;
    private readonly FoldedNetwork folded;
    private readonly Device device;

    /// <summary>Sets the network to evaluation mode.</summary>
    /// <param name="network">Not disposed.</param>
    public Scorer(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        this.network = network;
        device = network.parameters().First().device;
        folded = new FoldedNetwork(network);
    }

    /// <summary>Logits of a batch.</summary>
    /// <param name="pixels">Normalised, <c>[count, C, H, W]</c> with the network's own sizes (<see cref="Network.InputSpec"/>).</param>
    /// <param name="count">Number of images, at least 1.</param>
    /// <returns><c>[count, Classes]</c>, row by row.</returns>
    /// <exception cref="ArgumentException">The number of pixels is not that of so many images.</exception>
    public float[] Logits(ReadOnlySpan<float> pixels, int count) => Run(pixels, count, folded.Logits);

    /// <summary>Probabilities (softmax of the logits) of a batch.</summary>
    /// <inheritdoc cref="Logits"/>
    public float[] Probabilities(ReadOnlySpan<float> pixels, int count) =>
        Run(pixels, count, images => nn.functional.softmax(folded.Logits(images), 1));

    /// <summary>Features of a batch, the inputs of the head.</summary>
    /// <inheritdoc cref="Logits"/>
    /// <returns><c>[count, FeatureCount]</c>, row by row.</returns>
    public float[] Features(ReadOnlySpan<float> pixels, int count) => Run(pixels, count, folded.Features);

    /// <summary>Frees what was made of the weights; the network stays.</summary>
    public void Dispose() => folded.Dispose();

    private float[] Run(ReadOnlySpan<float> pixels, int count, Func<Tensor, Tensor> forward)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return forward(Images(pixels, count)).cpu().data<float>().ToArray();
    }

    private Tensor Images(ReadOnlySpan<float> pixels, int count)
    {
        var input = network.InputSpec;
        var expected = (long)count * input.Channels * input.Height * input.Width;
        if (count < 1 || pixels.Length != expected)
        {
            throw new ArgumentException(
                $"{count} images of {input.Channels}×{input.Height}×{input.Width} (C×H×W) are {expected} numbers, but got {pixels.Length}.",
                nameof(pixels));
        }
        var images = empty([count, input.Channels, input.Height, input.Width], ScalarType.Float32);
        pixels.CopyTo(MemoryMarshal.Cast<byte, float>(images.bytes));
        return images.to(device);
    }
}
