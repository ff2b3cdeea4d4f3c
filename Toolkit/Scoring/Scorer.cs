using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Toolkit.Images;
using Toolkit.LibTorch;
using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Scoring;

/// <summary>
/// Runs a network over normalised pixels in evaluation mode, without a graph, and returns plain arrays. Batch normalisation is folded
/// into the convolutions before it, once: after the weights have changed, make a new scorer. Several threads may share one.
/// </summary>
/// <example>
/// <code>
/// using var network = NetworkCatalog.Create("resnet50", classes: 1000);
/// Weights.Named("resnet50.imagenet1k_v2").LoadInto(network);
/// float[] probabilities = new Scorer(network).Probabilities("cat.jpg");
/// </code>
/// </example>
public sealed class Scorer : IDisposable
{
    private readonly Network network;
    private readonly FoldedNetwork folded;
    private readonly Device device;

    /// <summary>
    /// Sets the network to evaluation mode, and calls <see cref="MemoryReuse.Enable"/>, without which a pass may take three times as long.
    /// </summary>
    /// <param name="network">Not disposed.</param>
    public Scorer(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        MemoryReuse.Enable();
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

    /// <summary>Probabilities of several labels (sigmoid of the logits) of a batch, each by itself.</summary>
    /// <inheritdoc cref="Logits"/>
    public float[] LabelProbabilities(ReadOnlySpan<float> pixels, int count) => Run(pixels, count, images => folded.Logits(images).sigmoid());

    /// <summary>Class probabilities of a photograph, prepared as <see cref="Network.InputSpec"/> says.</summary>
    /// <param name="path">JPEG, PNG, WebP or BMP.</param>
    /// <returns>One a class.</returns>
    /// <exception cref="UnreadableImageException">The file cannot be read; the message names it.</exception>
    public float[] Probabilities(string path) => Probabilities(Preparer().Prepare(path), 1);

    /// <summary>Class probabilities of a photograph in memory, prepared as <see cref="Network.InputSpec"/> says.</summary>
    /// <param name="encoded">The content of a JPEG, PNG, WebP or BMP file.</param>
    /// <returns>One a class.</returns>
    /// <exception cref="UnreadableImageException">The content is no image, or damaged.</exception>
    public float[] Probabilities(byte[] encoded) => Probabilities(Preparer().Prepare(encoded), 1);

    /// <summary>Class probabilities of an image of ML.NET, prepared as <see cref="Network.InputSpec"/> says.</summary>
    /// <param name="image">In either order of colours.</param>
    /// <returns>One a class.</returns>
    public float[] Probabilities(MLImage image) => Probabilities(Preparer().Prepare(image), 1);

    /// <summary>Features of a batch, the inputs of the head.</summary>
    /// <inheritdoc cref="Logits"/>
    /// <returns><c>[count, FeatureCount]</c>, row by row.</returns>
    public float[] Features(ReadOnlySpan<float> pixels, int count) => Run(pixels, count, folded.Features);

    /// <summary>What the head takes of a batch, flattened.</summary>
    /// <inheritdoc cref="Logits"/>
    /// <returns><c>[count, HeadInputCount]</c>, row by row.</returns>
    public float[] HeadInput(ReadOnlySpan<float> pixels, int count) => Run(pixels, count, folded.HeadInput);

    /// <summary>Frees what was made of the weights; the network stays.</summary>
    public void Dispose() => folded.Dispose();

    private ImagePreparer Preparer() => new(network.InputSpec);

    private float[] Run(ReadOnlySpan<float> pixels, int count, Func<Tensor, Tensor> forward)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return forward(Images(pixels, count)).cpu().data<float>().ToArray();
    }

    private Tensor Images(ReadOnlySpan<float> pixels, int count)
    {
        var input = network.InputSpec;
        input.CheckBatch(pixels.Length, count);
        var images = empty([count, input.Channels, input.Height, input.Width], ScalarType.Float32);
        pixels.CopyTo(MemoryMarshal.Cast<byte, float>(images.bytes));
        return images.to(device);
    }
}
