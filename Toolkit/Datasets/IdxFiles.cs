using System.Buffers.Binary;
using Toolkit.Data;
using Toolkit.Files;
using Toolkit.Images;

namespace Toolkit.Datasets;

/// <summary>Reads the idx files of MNIST and its relatives, plain or compressed with gzip.</summary>
public static class IdxFiles
{
    private const int ImagesMagic = 0x0803, LabelsMagic = 0x0801;

    /// <summary>Handwriting shrinks to a fifth; a file of nothing but zeros, to a thousandth.</summary>
    private const long MostRatio = 100, AlwaysAllowed = 64 << 20;

    /// <summary>Reads a file of images and the file of their labels.</summary>
    /// <param name="imagesPath">An idx3-ubyte file; compressed when its content says so, whatever its name.</param>
    /// <param name="labelsPath">The idx1-ubyte file with as many labels.</param>
    /// <param name="classNames">Null: the labels' numbers, "0", "1" and so on.</param>
    /// <param name="channels">1 by default; 3 for three equal channels, as a network trained on colour images expects.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">
    /// A file is no idx file of bytes, is shorter or longer than its header says, or the two do not belong together.
    /// </exception>
    public static InMemoryImages Read(string imagesPath, string labelsPath, IReadOnlyList<string>? classNames = null, int channels = 1)
    {
        TransformChecks.ChannelCount(channels);
        var (imageSizes, grey) = ReadFile(imagesPath, ImagesMagic);
        var (labelSizes, labelBytes) = ReadFile(labelsPath, LabelsMagic);
        if (imageSizes[0] != labelSizes[0])
            throw new InvalidDataException($"{imagesPath} has {imageSizes[0]} images but {labelsPath} has {labelSizes[0]} labels.");
        if (imageSizes[0] == 0) throw new InvalidDataException($"{imagesPath} has no images.");

        int[] labels = [.. labelBytes.Select(label => (int)label)];
        classNames ??= [.. Enumerable.Range(0, labels.Max() + 1).Select(label => label.ToString())];
        var pixels = channels == 1 ? grey : Repeat(grey, imageSizes[1] * imageSizes[2], channels);
        return new InMemoryImages(channels, imageSizes[1], imageSizes[2], pixels, labels, classNames);
    }

    private static (int[] Sizes, byte[] Data) ReadFile(string path, int magic)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file {path}.", path);
        try
        {
            using var file = RegularFile.OpenRead(path);
            using var stream = Gzip.Open(file);
            return ReadStream(stream, path, magic, Math.Max(AlwaysAllowed, MostRatio * file.Length));
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException($"{path} ends too early: it is shorter than its header says. Download it again.");
        }
        catch (InvalidDataException damaged) when (!damaged.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path} is damaged and cannot be decompressed. Download it again.", damaged);
        }
    }

    private static (int[] Sizes, byte[] Data) ReadStream(Stream stream, string path, int magic, long most)
    {
        var found = ReadNumber(stream);
        if (found != magic)
        {
            throw new InvalidDataException(
                $"{path} is not an idx file of {(magic == ImagesMagic ? "images" : "labels")}: it begins with 0x{found:X8} and not " +
                $"with 0x{magic:X8}.");
        }
        var sizes = new int[magic & 0xFF];
        for (var i = 0; i < sizes.Length; i++) sizes[i] = ReadNumber(stream);
        var length = sizes.Aggregate(1L, (product, size) => product * size);
        if (sizes.Any(size => size < 0) || sizes.Skip(1).Any(size => size is 0 or > 65535) || length > Array.MaxLength)
            throw new InvalidDataException($"{path} has a header with impossible sizes: {string.Join("×", sizes)}.");
        if (length > most)
            throw new InvalidDataException($"{path} unpacks to {length} bytes, as its header says, but a file of its size can hold {most} at most.");

        var data = Gzip.ReadExactly(stream, length);
        if (stream.ReadByte() != -1) throw new InvalidDataException($"{path} is longer than its header ({string.Join("×", sizes)}) says.");
        return (sizes, data);
    }

    private static int ReadNumber(Stream stream)
    {
        Span<byte> bytes = stackalloc byte[4];
        stream.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt32BigEndian(bytes);
    }

    private static byte[] Repeat(byte[] grey, int plane, int channels)
    {
        var pixels = new byte[checked(grey.Length * channels)];
        for (var start = 0; start < grey.Length; start += plane)
            for (var channel = 0; channel < channels; channel++)
                grey.AsSpan(start, plane).CopyTo(pixels.AsSpan(start * channels + channel * plane, plane));
        return pixels;
    }
}
