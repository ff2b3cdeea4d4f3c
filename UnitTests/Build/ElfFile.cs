using System.Buffers.Binary;
using System.Text;

namespace Toolkit.UnitTests.Build;

/// <summary>
/// Makes small 64-bit ELF files with what a loader reads about versions: two loaded segments, whose addresses are not their places in the
/// file, and the dynamic section with its strings and the needs of versions (System V ABI; Linux Standard Base, "Symbol Versioning").
/// </summary>
internal sealed class ElfFile
{
    private const int HeaderSize = 64, SegmentSize = 56, Segments = 3;
    private const int DynamicAt = 0x200, StringsAt = 0x300, NeedsAt = 0x400, Length = 0x600;
    private const int FirstAddress = 0x10000, SecondAddress = 0x23000;
    private const int NeedSize = 16, VersionSize = 16;

    private readonly byte[] bytes = new byte[Length];
    private readonly Dictionary<string, int> flags = new(StringComparer.Ordinal);
    private int strings = StringsAt + 1;

    /// <summary>A library.</summary>
    /// <param name="needs">The libraries that it needs, each with the versions that it asks for.</param>
    public ElfFile(params (string Library, string[] Versions)[] needs)
    {
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(bytes, 0);
        Write(32, (long)HeaderSize);
        Write(54, (short)SegmentSize);
        Write(56, (short)Segments);
        Segment(0, type: 1, from: 0, FirstAddress, NeedsAt);
        Segment(1, type: 1, from: NeedsAt, SecondAddress, Length - NeedsAt);
        Segment(2, type: 2, from: DynamicAt, FirstAddress + DynamicAt, size: 4 * 16);
        Dynamic(0, tag: 5, FirstAddress + StringsAt);
        Dynamic(1, tag: 0x6ffffffe, SecondAddress);
        Dynamic(2, tag: 0x6fffffff, needs.Length);
        WriteNeeds(needs);
    }

    /// <summary>A copy of the file's content.</summary>
    public byte[] ToArray() => [.. bytes];

    /// <summary>The content with the weak flag set at one version.</summary>
    public byte[] WithWeak(string version)
    {
        var copy = ToArray();
        copy[flags[version]] |= 2;
        return copy;
    }

    /// <summary>The content where the needs are said to lie where nothing is loaded.</summary>
    public byte[] Damaged()
    {
        var copy = ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(copy.AsSpan(DynamicAt + 16 + 8), 0x7000_0000);
        return copy;
    }

    private void WriteNeeds((string Library, string[] Versions)[] needs)
    {
        var at = NeedsAt;
        foreach (var (library, versions) in needs)
        {
            var size = NeedSize + (versions.Length * VersionSize);
            Write(at, (short)1);
            Write(at + 2, (short)versions.Length);
            Write(at + 4, Text(library));
            Write(at + 8, NeedSize);
            Write(at + 12, library == needs[^1].Library ? 0 : size);
            for (var i = 0; i < versions.Length; i++) WriteVersion(at + NeedSize + (i * VersionSize), versions[i], i == versions.Length - 1);
            at += size;
        }
    }

    private void WriteVersion(int at, string name, bool isLast)
    {
        Write(at + 6, (short)7);
        Write(at + 8, Text(name));
        Write(at + 12, isLast ? 0 : VersionSize);
        flags[name] = at + 4;
    }

    private int Text(string text)
    {
        var at = strings;
        strings += Encoding.ASCII.GetBytes(text, bytes.AsSpan(at)) + 1;
        return at - StringsAt;
    }

    private void Segment(int index, int type, long from, long address, long size)
    {
        var at = HeaderSize + (index * SegmentSize);
        Write(at, type);
        Write(at + 8, from);
        Write(at + 16, address);
        Write(at + 32, size);
        Write(at + 40, size);
    }

    private void Dynamic(int index, long tag, long value)
    {
        Write(DynamicAt + (index * 16), tag);
        Write(DynamicAt + (index * 16) + 8, value);
    }

    private void Write(int at, short value) => BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(at), value);

    private void Write(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);

    private void Write(int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), value);
}
