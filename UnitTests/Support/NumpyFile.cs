using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Toolkit.UnitTests.Support;

/// <summary>An array in C order, as numpy has it.</summary>
internal sealed record NumpyArray<T>(T[] Values, long[] Shape) where T : unmanaged;

/// <summary>Reads and writes numpy's .npy files of little-endian numbers (format 1.0, C order).</summary>
internal static partial class NumpyFile
{
    private const int HeaderStart = 10;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    public static void Write<T>(string path, ReadOnlySpan<T> values, ReadOnlySpan<long> shape) where T : unmanaged
    {
        var sizes = string.Concat(shape.ToArray().Select(size => $"{size},"));
        var header = $"{{'descr': '{Descriptor<T>()}', 'fortran_order': False, 'shape': ({sizes}), }}\n";
        using var file = File.Create(path);
        file.Write(Magic);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        file.Write(length);
        file.Write(Encoding.ASCII.GetBytes(header));
        file.Write(MemoryMarshal.AsBytes(values));
    }

    /// <exception cref="InvalidDataException">Not such a file, or its elements are not <typeparamref name="T"/>.</exception>
    public static NumpyArray<T> Read<T>(string path) where T : unmanaged
    {
        ReadOnlySpan<byte> content = File.ReadAllBytes(path);
        if (!content.StartsWith(Magic)) throw new InvalidDataException($"{path} is no .npy file of format 1.0.");
        var dataStart = HeaderStart + BinaryPrimitives.ReadUInt16LittleEndian(content[8..]);
        var header = Encoding.ASCII.GetString(content[HeaderStart..dataStart]);
        if (!header.Contains($"'{Descriptor<T>()}'") || !header.Contains("'fortran_order': False"))
            throw new InvalidDataException($"{path} holds {header.Trim()}, not {Descriptor<T>()} in C order.");

        var sizes = Sizes().Match(header).Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return new(MemoryMarshal.Cast<byte, T>(content[dataStart..]).ToArray(), [.. sizes.Select(size => long.Parse(size.Trim()))]);
    }

    private static string Descriptor<T>() => default(T) switch
    {
        byte => "|u1",
        int => "<i4",
        long => "<i8",
        float => "<f4",
        double => "<f8",
        _ => throw new NotSupportedException($"{typeof(T)}: expected byte, int, long, float or double."),
    };

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex Sizes();
}
