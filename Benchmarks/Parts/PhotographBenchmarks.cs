using BenchmarkDotNet.Attributes;
using Microsoft.ML.Data;
using Toolkit.Images;

namespace Toolkit.Benchmarks.Parts;

/// <summary>A photograph of 640×480 pixels: decoding it, and making it smaller.</summary>
[MemoryDiagnoser]
public class PhotographBenchmarks
{
    private readonly ImageBuffer photograph = Noise.Image(480, 640), result = new();
    private readonly Resize resize = new(256);
    private byte[] encoded = [];
    private ImageRandom random;

    [GlobalSetup]
    public void Encode()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.jpg");
        using var image = MLImage.CreateFromPixels(640, 480, MLPixelFormat.Bgra32, Waves());
        image.Save(file);
        encoded = File.ReadAllBytes(file);
        File.Delete(file);
    }

    [Benchmark]
    public void DecodeJpeg() => ImageDecoder.Decode(encoded, "photograph", result);

    [Benchmark]
    public void ResizeTo256() => resize.Apply(photograph, result, ref random);

    /// <summary>Smooth colours: noise would cost the decoder more than photographs do.</summary>
    private static byte[] Waves()
    {
        var pixels = new byte[640 * 480 * 4];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = i % 4 == 3 ? byte.MaxValue : (byte)(127 + 100 * Math.Sin(i * 0.001 * (1 + i % 4)));
        return pixels;
    }
}
