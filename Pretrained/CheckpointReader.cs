using System.Text;
using Toolkit.Pretrained.Onnx;
using Toolkit.Pretrained.PyTorch;
using Toolkit.StateDicts;

namespace Toolkit.Pretrained;

/// <summary>Reads files of weights, whatever their name: what they are is told by their content.</summary>
public static class CheckpointReader
{
    private const string DataParallelPrefix = "module.";

    /// <summary>
    /// Reads a state dict from a PyTorch checkpoint (<c>.pth</c>, <c>.pt</c>, <c>.th</c>; the zip format and the older one) or a
    /// <c>.safetensors</c> file, or the initializers of an <c>.onnx</c> file. In a checkpoint it may be the object itself or lie under
    /// <c>state_dict</c>, <c>model_state_dict</c>, <c>model</c> or the like; where it holds an average of the weights, too (<c>model_ema</c>,
    /// <c>state_dict_ema</c>, <c>teacher</c>), that is read only where <paramref name="key"/> says so or nothing else is there, and
    /// <see cref="StateDict.Source"/> tells. The <c>module.</c> that DataParallel puts before every name is cut off. Of weights in several files
    /// the index is read (<c>model.safetensors.index.json</c>), and with it the parts beside it. Initializers of an ONNX file may lie in
    /// a second file beside it, or be Constant nodes. They keep the file's names, which are PyTorch's where PyTorch wrote it, except that batch normalisation is
    /// usually merged into the convolutions there; Caffe's SqueezeNet 1.1 and ML.NET's ResNet18 get torchvision's names and take
    /// torchvision's images.
    /// Nothing in the file is ever executed, and a lying file cannot take more memory than a few times its own length
    /// and some 200 MB.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="key">
    /// The key of a PyTorch checkpoint that the weights lie under, as in <c>model_ema</c>, keys in keys as in <c>model/state_dict</c>. Null, the default:
    /// the usual ones.
    /// </param>
    /// <returns>The tensors in the order of the file; views are made contiguous.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="WeightsException">The file is not of a known format, is damaged, or asks for something that is refused.</exception>
    public static StateDict Read(string path, string? key = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var weights = WeightsFile.Read(path, stream => Read(stream, path, key)).WithoutPrefix(DataParallelPrefix);
        if (WeightsIndex.PartNote(path) is { } note) weights.Source = (weights.Source ?? new WeightsSource()) with { Part = note };
        return weights;
    }

    private static StateDict Read(Stream stream, string path, string? key)
    {
        var start = StartOf(stream);
        if (!IsJson(start)) return ReadOne(stream, start, path, key);
        RefuseKey(key);
        return WeightsIndex.Read(stream, FolderOf(path), part => WeightsFile.Read(part, content => ReadOne(content, StartOf(content), part, key)));
    }

    private static byte[] StartOf(Stream stream)
    {
        const int enoughToTell = 64;
        var start = new byte[(int)Math.Min(enoughToTell, stream.Length)];
        stream.ReadExactly(start);
        stream.Position = 0;
        return start;
    }

    private static StateDict ReadOne(Stream stream, byte[] start, string path, string? key)
    {
        switch (start)
        {
            case [(byte)'P', (byte)'K', ..]: return ZipCheckpoint.Read(stream, key);
            case [0x80, ..] when !IsSafetensors(start): return LegacyCheckpoint.Read(stream, key);
        }
        RefuseKey(key);
        return start switch
        {
            _ when IsSafetensors(start) => SafetensorsReader.Read(stream),
            [0x08, ..] => ReadOnnx(stream, path),
            _ => throw new InvalidDataException(
                $"{Guess(start)} Allowed are PyTorch checkpoints (.pth, .pt, .th), .safetensors and .onnx files, and the index (.index.json) of weights in several."),
        };
    }

    private static void RefuseKey(string? key)
    {
        if (key is not null)
            throw new InvalidDataException(
                $"The key '{key}' chooses among the weights in one PyTorch checkpoint, which this is not. Leave it out; "
                + "LoadOptions.Prefix chooses by the names of tensors.");
    }

    private static StateDict ReadOnnx(Stream stream, string path)
    {
        var model = OnnxModel.Read(stream, new ExternalData(FolderOf(path)));
        return CaffeSqueezeNet.Convert(model) ?? MlNetResNet.Convert(model) ?? model.Initializers;
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    // A safetensors file may begin with the same byte, but the length of its header has zeros at its end.
    private static bool IsJson(byte[] start) => !start.Contains((byte)0) && Encoding.UTF8.GetString(start).TrimStart() is ['{', ..];

    // The length of the header, 8 bytes, and the brace that opens it.
    private static bool IsSafetensors(ReadOnlySpan<byte> start) => start is [_, _, _, _, _, _, _, _, (byte)'{', ..];

    private static string Guess(byte[] start) => start switch
    {
        [] => "The file is empty.",
        [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => "It is an HDF5 file (Keras).",
        _ when start.AsSpan().StartsWith("version https://git-lfs"u8) =>
            "It is a Git LFS pointer, not the file itself; run 'git lfs pull'.",
        _ when Encoding.ASCII.GetString(start).TrimStart().StartsWith('<') =>
            "It is a web page, perhaps an error message saved in place of the file; download it again.",
        _ => $"It begins with the bytes {Convert.ToHexString(start.AsSpan(0, Math.Min(8, start.Length)))}, as no known format does.",
    };
}
