using Microsoft.Win32.SafeHandles;
using Toolkit.Images;

namespace Toolkit.Estimators.Images;

/// <summary>
/// Decoded images that come one after the other and are read in any order: in memory up to a number of bytes, and beyond it in a temporary
/// file, which is deleted with the store. So each row of a data view is read once, whatever its size.
/// </summary>
/// <param name="memoryBytes">Most bytes in memory.</param>
internal sealed class ImageStore(long memoryBytes) : IDisposable
{
    private const int BlockBytes = 1 << 24;

    private readonly List<Place> places = [];
    private byte[] block = [];
    private int blockUsed;
    private long memoryUsed, fileLength;
    private SafeFileHandle? file;

    /// <summary>Keeps a copy of an image.</summary>
    /// <exception cref="IOException">The temporary file cannot be written.</exception>
    public void Add(ImageBuffer image)
    {
        var pixels = image.Pixels;
        if (blockUsed + pixels.Length > block.Length && !TryNewBlock(pixels.Length))
        {
            WriteFile(pixels);
            places.Add(new(image.Channels, image.Height, image.Width, null, fileLength));
            fileLength += pixels.Length;
            return;
        }
        pixels.CopyTo(block.AsSpan(blockUsed));
        places.Add(new(image.Channels, image.Height, image.Width, block, blockUsed));
        blockUsed += pixels.Length;
    }

    /// <summary>Reads an image. Several threads may.</summary>
    public void Read(int index, ImageBuffer image)
    {
        var place = places[index];
        image.Reshape(place.Channels, place.Height, place.Width);
        if (place.Block is { } memory) memory.AsSpan((int)place.Offset, image.Pixels.Length).CopyTo(image.Pixels);
        else ReadFile(place.Offset, image.Pixels);
    }

    public void Dispose() => file?.Dispose();

    private bool TryNewBlock(int needed)
    {
        var length = (int)Math.Max(needed, Math.Min(BlockBytes, memoryBytes - memoryUsed));
        if (memoryUsed + length > memoryBytes) return false;
        (block, blockUsed) = (new byte[length], 0);
        memoryUsed += length;
        return true;
    }

    private void WriteFile(ReadOnlySpan<byte> pixels)
    {
        try
        {
            file ??= OpenFile();
            RandomAccess.Write(file, pixels, fileLength);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"Decoded images beyond {memoryBytes} bytes are kept in a file in {Path.GetTempPath()}, which cannot be written: {error.Message} "
                + "Free space there, name another folder in TMPDIR, or raise FineTuningOptions.ImageMemoryBytes.", error);
        }
    }

    private void ReadFile(long offset, Span<byte> pixels)
    {
        while (pixels.Length > 0)
        {
            var read = RandomAccess.Read(file!, pixels, offset);
            if (read == 0) throw new EndOfStreamException("The temporary file with decoded images has been cut off.");
            offset += read;
            pixels = pixels[read..];
        }
    }

    private static SafeFileHandle OpenFile() => File.OpenHandle(
        Path.Combine(Path.GetTempPath(), $"toolkit-{Guid.NewGuid():N}.pixels"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
        FileOptions.DeleteOnClose | FileOptions.RandomAccess);

    private sealed record Place(int Channels, int Height, int Width, byte[]? Block, long Offset);
}
