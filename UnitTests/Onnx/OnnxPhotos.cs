using Toolkit.Data;
using Toolkit.Images;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Onnx;

/// <summary>Photographs as a network takes them: resized and cropped, all red bytes, then all green, then all blue.</summary>
internal sealed record OnnxPhotos(InputSpec Spec, byte[] Pixels)
{
    public int Count => Pixels.Length / (Spec.Channels * Spec.Height * Spec.Width);

    /// <summary>The pixels, normalised.</summary>
    public float[] Normalised
    {
        get
        {
            var values = new float[Pixels.Length];
            var (length, normaliser) = (Pixels.Length / Count, new Normaliser(Spec.Mean, Spec.Std));
            for (var first = 0; first < Pixels.Length; first += length)
                normaliser.Apply(Pixels.AsSpan(first, length), values.AsSpan(first, length));
            return values;
        }
    }

    /// <summary>The pixels, with the channels of one pixel side by side.</summary>
    public byte[] Interleaved
    {
        get
        {
            var (channels, plane) = (Spec.Channels, Spec.Height * Spec.Width);
            var images = Pixels.Chunk(channels * plane);
            return [.. images.SelectMany(image => Enumerable.Range(0, image.Length).Select(i => image[(i % channels) * plane + i / channels]))];
        }
    }

    /// <summary>The normalised pixels of each image.</summary>
    public IEnumerable<float[]> NormalisedImages => Normalised.Chunk(Pixels.Length / Count);

    /// <summary>The normalised pixels, <c>[Count, C, H, W]</c>.</summary>
    public Tensor ToTensor() => tensor(Normalised).reshape(Count, Spec.Channels, Spec.Height, Spec.Width);

    /// <summary>Drawings of shapes, which every machine has.</summary>
    public static OnnxPhotos Draw(int count, InputSpec spec) => Take(Enumerable.Range(0, count), new CountingImages(count), spec);

    /// <summary>The first photographs of ants and bees; the test is skipped where they are absent.</summary>
    public static OnnxPhotos Take(int count, InputSpec spec)
    {
        using var folder = new ImageFolder(SharedFiles.Require("data/hymenoptera/val"));
        return Take(Enumerable.Range(0, count).Select(i => i * (folder.Count - 1) / Math.Max(1, count - 1)), folder, spec);
    }

    /// <summary>Some images of a data set.</summary>
    public static OnnxPhotos Take(IEnumerable<int> indices, IImageDataset images, InputSpec spec)
    {
        var preparer = new ImagePreparer(spec);
        List<byte> pixels = [];
        foreach (var index in indices) pixels.AddRange(preparer.Transform(image => images.Read(index, image)).Pixels);
        return new(spec, [.. pixels]);
    }
}
