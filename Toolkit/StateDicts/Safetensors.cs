using Toolkit.Files;

namespace Toolkit.StateDicts;

/// <summary>
/// Reads and writes <c>.safetensors</c> files: a JSON header and the tensors' bytes, nothing that could run
/// (https://huggingface.co/docs/safetensors).
/// </summary>
public static class Safetensors
{
    /// <summary>Reads all tensors and the header's <c>__metadata__</c>.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors in the order of the header.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="WeightsException">
    /// The file is cut off or its header lies: a bad length, JSON that is none, a name twice, an unknown type, a tensor whose bytes
    /// do not fit its shape, tensors that overlap, leave a gap or reach beyond the end.
    /// </exception>
    public static StateDict Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return WeightsFile.Read(path, SafetensorsReader.Read);
    }

    /// <summary>Writes all tensors and the metadata. The old file survives whatever goes wrong.</summary>
    /// <param name="path">The file to write or replace. Its folder must exist.</param>
    /// <param name="tensors">The tensors; no name may be <c>__metadata__</c>.</param>
    /// <exception cref="ArgumentException">A tensor has the name <c>__metadata__</c>.</exception>
    /// <exception cref="UnwritableFileException">The folder is missing or not writable, or the disk is full.</exception>
    public static void Write(string path, StateDict tensors) => AtomicFile.Write(path, stream => Write(stream, tensors));

    /// <summary>Writes all tensors and the metadata to a stream, from its current position.</summary>
    /// <param name="stream">Stays open.</param>
    /// <param name="tensors">The tensors; no name may be <c>__metadata__</c>.</param>
    /// <exception cref="ArgumentException">A tensor has the name <c>__metadata__</c>.</exception>
    public static void Write(Stream stream, StateDict tensors)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        SafetensorsWriter.Write(stream, tensors);
    }

    /// <summary>Reads all tensors and the metadata from a stream that can seek and holds nothing else.</summary>
    /// <param name="stream">Stays open.</param>
    /// <exception cref="WeightsException">As for <see cref="Read(string)"/>.</exception>
    public static StateDict Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return WeightsFile.Guard("a stream", null, () => SafetensorsReader.Read(stream));
    }
}
