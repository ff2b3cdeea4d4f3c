using System.Runtime.CompilerServices;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>
/// Blocks of values in ML.NET's binary format. Numbers stand one after the other; text is the number of values, where each one ends, and
/// all of them as one string; bits are packed, the first one lowest.
/// </summary>
internal static class BlockCodec
{
    private const int Dense = -1;

    public static void Write<T>(BinaryWriter writer, IReadOnlyCollection<T> values)
    {
        switch (values)
        {
            case IReadOnlyCollection<ReadOnlyMemory<char>> texts:
                WriteTexts(writer, texts);
                break;
            case IReadOnlyCollection<DateTimeOffset> times:
                foreach (var time in times)
                    writer.Write((short)time.Offset.TotalMinutes);
                foreach (var time in times)
                    writer.Write(time.DateTime.Ticks);
                break;
            case IReadOnlyCollection<DateTime> times:
                foreach (var time in times)
                    writer.Write(time.Ticks);
                break;
            case IReadOnlyCollection<bool> bits:
                foreach (var eight in bits.Chunk(8))
                    writer.Write((byte)eight.Select((bit, place) => bit ? 1 << place : 0).Sum());
                break;
            default:
                foreach (var value in values)
                    WritePlain(writer, value);
                break;
        }
    }

    /// <summary>Reads a block.</summary>
    /// <param name="reader">The values.</param>
    /// <param name="count">The number of values, 0 or more.</param>
    public static T[] Read<T>(BinaryReader reader, int count)
    {
        int leastBytes = typeof(T) == typeof(bool) ? count / 8 : count;
        if (count < 0 || leastBytes > reader.BaseStream.Length - reader.BaseStream.Position)
            throw ModelArchive.Damaged($"a block of {count} values is larger than what follows");
        if (typeof(T) == typeof(ReadOnlyMemory<char>)) return (T[])(object)ReadTexts(reader, count);
        if (typeof(T) == typeof(DateTimeOffset)) return (T[])(object)ReadOffsetTimes(reader, count);
        if (typeof(T) == typeof(DateTime)) return (T[])(object)Repeat(count, () => new DateTime(reader.ReadInt64()));
        if (typeof(T) == typeof(bool)) return (T[])(object)ReadBits(reader, count);
        return Repeat(count, () => ReadPlain<T>(reader));
    }

    /// <summary>Writes a block of one vector: lengths and counts, which are -1 for vectors that are not sparse, then the items.</summary>
    public static void WriteVector<T>(BinaryWriter writer, VBuffer<T> value)
    {
        writer.Write(1); // vector
        writer.Write(value.Length);
        if (value.Length == 0)
            writer.Write(0); // lengths follow where they are not all the same, which 0 stands for
        writer.Write(Dense);
        writer.Write(0); // indices
        Write(writer, [.. value.DenseValues()]);
    }

    /// <summary>Reads what <see cref="WriteVector"/> or ML.NET wrote.</summary>
    public static VBuffer<T> ReadVector<T>(BinaryReader reader)
    {
        int vectors = reader.ReadInt32(), length = reader.ReadInt32();
        if (vectors != 1)
            throw ModelArchive.Damaged($"an annotation has {vectors} values instead of 1");
        if (length == 0)
            length = reader.ReadInt32();
        int count = reader.ReadInt32();
        var indices = Read<int>(reader, reader.ReadInt32());
        if (count != Dense && (indices.Length != count || count >= length || !IsIncreasing(indices, length)))
            throw ModelArchive.Damaged($"{count} items of a vector of {length} are said to be at {indices.Length} places");
        return count == Dense
            ? new VBuffer<T>(length, Read<T>(reader, length))
            : new VBuffer<T>(length, count, Read<T>(reader, count), indices);
    }

    private static bool IsIncreasing(int[] indices, int limit) =>
        indices.Zip(indices.Skip(1).Append(limit), (index, next) => index >= 0 && index < next).All(good => good);

    private static void WriteTexts(BinaryWriter writer, IReadOnlyCollection<ReadOnlyMemory<char>> texts)
    {
        writer.Write(texts.Count);
        int end = 0;
        foreach (var text in texts)
            writer.Write(end += text.Length);
        writer.Write(string.Concat(texts));
    }

    private static ReadOnlyMemory<char>[] ReadTexts(BinaryReader reader, int count)
    {
        if (reader.ReadInt32() is var found && found != count)
            throw ModelArchive.Damaged($"a block of {count} texts has {found}");
        var ends = Read<int>(reader, count);
        var all = reader.ReadString().AsMemory();
        return [.. ends.Select((end, i) => all[(i == 0 ? 0 : ends[i - 1])..end])];
    }

    private static DateTimeOffset[] ReadOffsetTimes(BinaryReader reader, int count)
    {
        var minutes = Repeat(count, reader.ReadInt16);
        return [.. minutes.Select(offset => new DateTimeOffset(new DateTime(reader.ReadInt64()), TimeSpan.FromMinutes(offset)))];
    }

    private static bool[] ReadBits(BinaryReader reader, int count)
    {
        var packed = Repeat((count + 7) / 8, reader.ReadByte);
        return [.. Enumerable.Range(0, count).Select(i => (packed[i / 8] >> (i % 8) & 1) != 0)];
    }

    private static void WritePlain<T>(BinaryWriter writer, T value)
    {
        CheckPlain<T>();
        var bytes = new byte[Unsafe.SizeOf<T>()];
        Unsafe.WriteUnaligned(ref bytes[0], value);
        writer.Write(bytes);
    }

    private static T ReadPlain<T>(BinaryReader reader)
    {
        CheckPlain<T>();
        Span<byte> bytes = stackalloc byte[Unsafe.SizeOf<T>()];
        reader.BaseStream.ReadExactly(bytes);
        return Unsafe.ReadUnaligned<T>(ref bytes[0]);
    }

    private static void CheckPlain<T>()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            throw new NotSupportedException($"Values of type {typeof(T)} cannot be saved in a model.");
    }

    private static T[] Repeat<T>(int count, Func<T> read)
    {
        var values = new T[count];
        for (int i = 0; i < count; i++)
            values[i] = read();
        return values;
    }
}
