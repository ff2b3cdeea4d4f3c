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
    /// <c>state_dict</c>, <c>model_state_dict</c>, <c>model</c> or the like; the <c>module.</c> that DataParallel puts before every name
    /// is cut off. Initializers keep the file's names, which are PyTorch's where PyTorch wrote it, except that batch normalisation is
    /// usually merged into the convolutions there; Caffe's SqueezeNet 1.1 and ML.NET's ResNet18 get torchvision's names and take
    /// torchvision's images.
    /// Nothing in the file is ever executed, and a lying file cannot take more memory than a few times its own length
    /// and some 200 MB.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors in the order of the file; views are made contiguous.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="WeightsException">The file is not of a known format, is damaged, or asks for something that is refused.</exception>
    public static StateDict Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return WeightsFile.Read(path, Read).WithoutPrefix(DataParallelPrefix);
    }

    private static StateDict Read(Stream stream)
    {
        const int enoughToTell = 64;
        var start = new byte[(int)Math.Min(enoughToTell, stream.Length)];
        stream.ReadExactly(start);
        stream.Position = 0;
        return start switch
        {
            [(byte)'P', (byte)'K', ..] => ZipCheckpoint.Read(stream),
            [0x80, ..] when !IsSafetensors(start) => LegacyCheckpoint.Read(stream),
            _ when IsSafetensors(start) => SafetensorsReader.Read(stream),
            [0x08, ..] => ReadOnnx(stream),
            _ => throw new InvalidDataException(
                $"{Guess(start)} Allowed are PyTorch checkpoints (.pth, .pt, .th), .safetensors and .onnx files."),
        };
    }

    private static StateDict ReadOnnx(Stream stream)
    {
        var model = OnnxModel.Read(stream);
        return CaffeSqueezeNet.Convert(model) ?? MlNetResNet.Convert(model) ?? model.Initializers;
    }

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
