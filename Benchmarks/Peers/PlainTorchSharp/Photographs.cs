using SkiaSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.utils.data;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>
/// JPEG files in class folders, 224×224 pixels of each. SkiaSharp decodes and resizes: half as fast again as the transforms of TorchVision's
/// package, which decodes with SkiaSharp, too.
/// </summary>
internal sealed class Photographs : Dataset
{
    private const int ShorterSide = 256, Side = 224;

    private static readonly Tensor Mean = Channels(0.485f, 0.456f, 0.406f), Std = Channels(0.229f, 0.224f, 0.225f);

    private readonly (string File, long Class)[] files;

    /// <param name="folder">Has a folder a class.</param>
    /// <param name="count">Only the first so many files.</param>
    public Photographs(string folder, int count = int.MaxValue) => files =
    [
        .. Directory.GetDirectories(folder).Order()
            .SelectMany((name, index) => Directory.GetFiles(name, "*.jpg").Order().Select(file => (file, (long)index)))
            .Take(count),
    ];

    public override long Count => files.Length;

    /// <summary>One photograph: its shorter side 256 pixels, the middle 224×224, normalised.</summary>
    /// <returns><c>[3, 224, 224]</c>.</returns>
    public static Tensor Read(string file)
    {
        using var photograph = SKBitmap.Decode(file);
        var scale = (double)ShorterSide / Math.Min(photograph.Width, photograph.Height);
        var size = new SKImageInfo(
            (int)(photograph.Width * scale), (int)(photograph.Height * scale), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var small = photograph.Resize(size, SKFilterQuality.Medium);
        var (top, left) = ((size.Height - Side) / 2, (size.Width - Side) / 2);
        var pixels = tensor(small.Bytes, dtype: uint8).reshape(size.Height, size.Width, 4)[top..(top + Side), left..(left + Side), ..3];
        return pixels.permute(2, 0, 1).to(float32).div_(255).sub_(Mean).div_(Std);
    }

    /// <summary>The loader disposes what comes about here.</summary>
    public override Dictionary<string, Tensor> GetTensor(long index) => new()
    {
        ["image"] = Read(files[index].File),
        ["label"] = tensor(files[index].Class),
    };

    /// <summary>Kept, whichever dispose scope is open when this class is first used.</summary>
    private static Tensor Channels(params float[] values) => tensor(values, [3, 1, 1]).DetachFromDisposeScope();
}
