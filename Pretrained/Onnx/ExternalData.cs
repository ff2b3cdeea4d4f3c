using Toolkit.Files;
using Toolkit.Onnx;

namespace Toolkit.Pretrained.Onnx;

/// <summary>
/// Initializers that lie in files beside the ONNX file, as newer exporters write them. A lying file cannot take more memory than a few times
/// those files' length.
/// </summary>
/// <param name="folder">The ONNX file's; no other is read from.</param>
internal sealed class ExternalData(string folder)
{
    // Equal tensors may share their bytes, so that a few bytes describe a huge number of tensors. Real files never come near this.
    private readonly Dictionary<string, long> budgets = new(StringComparer.Ordinal);

    /// <summary>The bytes of a tensor.</summary>
    /// <param name="place">Where they are said to be.</param>
    /// <param name="needed">How many the tensor's type and shape need.</param>
    /// <exception cref="InvalidDataException">The file is missing, elsewhere or too short, or has another number of bytes for the tensor.</exception>
    public ReadOnlyMemory<byte> Read(ExternalPlace place, int needed)
    {
        var path = SiblingFile.PathOf(folder, place.File, $"Initializer '{place.Tensor}'");
        using var stream = RegularFile.OpenRead(path);
        if (place.Length is { } length && length != needed)
            throw new InvalidDataException($"Initializer '{place.Tensor}' needs {needed} bytes, but is said to have {length} in '{place.File}'.");
        if (place.Offset < 0 || place.Offset > stream.Length - needed)
            throw new InvalidDataException(
                $"Initializer '{place.Tensor}' should have {needed} bytes from byte {place.Offset} of '{place.File}' on, which has {stream.Length}: it is cut off, or "
                + "another model's.");
        Spend(path, needed, stream.Length);
        var bytes = new byte[needed];
        stream.Position = place.Offset;
        stream.ReadExactly(bytes);
        return bytes;
    }

    private void Spend(string path, long bytes, long fileLength)
    {
        const long slack = 16 << 20;
        var left = budgets.GetValueOrDefault(path, (4 * fileLength) + slack) - bytes;
        if (left < 0) throw new InvalidDataException($"The initializers take many times the {fileLength} bytes of '{Path.GetFileName(path)}', which they lie in.");
        budgets[path] = left;
    }
}
