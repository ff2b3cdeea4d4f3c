using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies a shared library and makes its need of one version of another library weak: the loader then does without that version where it is
/// missing. Compiled by MSBuild; 64-bit little-endian ELF files. In the sense of the Linux Standard Base, "Symbol Versioning".
/// </summary>
public sealed class WeakenVersionNeed : Task
{
    private const int ProgramHeaders = 32, ProgramHeaderSize = 54, ProgramHeaderCount = 56;
    private const uint Load = 1, Dynamic = 2;
    private const long StringTable = 5, VersionNeeds = 0x6ffffffe, VersionNeedCount = 0x6fffffff;
    private const ushort Weak = 2;

    private byte[] file = Array.Empty<byte>();

    /// <summary>The library; it stays as it is.</summary>
    [Required]
    public string Source { get; set; } = "";

    /// <summary>Where the copy goes. Without such a need in the library it is the same, byte for byte.</summary>
    [Required]
    public string Destination { get; set; } = "";

    /// <summary>The version, such as GLIBCXX_3.4.32.</summary>
    [Required]
    public string Version { get; set; } = "";

    public override bool Execute()
    {
        file = File.ReadAllBytes(Source);
        try
        {
            if (IsElf64()) Weaken();
            else Log.LogMessage(MessageImportance.Low, "{0} is no 64-bit ELF file.", Source);
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or InvalidDataException)
        {
            Log.LogError("{0} is damaged: {1} Delete its package from the cache of packages and restore it again.", Source, e.Message);
            return false;
        }
        Write();
        return true;
    }

    private bool IsElf64() =>
        file.Length > 64 && file[0] == 0x7f && file[1] == 'E' && file[2] == 'L' && file[3] == 'F' && file[4] == 2 && file[5] == 1;

    private void Weaken()
    {
        var needs = DynamicValue(VersionNeeds);
        var names = DynamicValue(StringTable);
        if (needs == null || names == null) return;
        var need = InFile(needs.Value);
        for (var left = DynamicValue(VersionNeedCount) ?? 0; left > 0; left--)
        {
            WeakenVersionsOf(need, InFile(names.Value));
            need += (int)UInt32(need + 12);
        }
    }

    /// <summary>A need of a library has a list of versions: hash, flags, index, name and the way to the next.</summary>
    private void WeakenVersionsOf(int need, int names)
    {
        var version = need + (int)UInt32(need + 8);
        for (var left = BitConverter.ToUInt16(file, need + 2); left > 0; left--)
        {
            if (NameAt(names + (int)UInt32(version + 8)) == Version) file[version + 4] |= (byte)Weak;
            version += (int)UInt32(version + 12);
        }
    }

    private long? DynamicValue(long tag)
    {
        var segment = FindSegment((type, _, _) => type == Dynamic);
        if (segment < 0) return null;
        var (at, end) = ((int)Int64(segment + 8), (int)(Int64(segment + 8) + Int64(segment + 32)));
        for (; at < end && Int64(at) != 0; at += 16)
            if (Int64(at) == tag) return Int64(at + 8);
        return null;
    }

    /// <summary>Where in the file lies what is loaded at an address.</summary>
    private int InFile(long address)
    {
        var segment = FindSegment((type, start, length) => type == Load && address >= start && address < start + length);
        if (segment < 0) throw new InvalidDataException("nothing is loaded at " + address + ".");
        return (int)(address - Int64(segment + 16) + Int64(segment + 8));
    }

    private int FindSegment(Func<uint, long, long, bool> isWanted)
    {
        var at = (int)Int64(ProgramHeaders);
        for (var left = BitConverter.ToUInt16(file, ProgramHeaderCount); left > 0; left--, at += BitConverter.ToUInt16(file, ProgramHeaderSize))
            if (isWanted(UInt32(at), Int64(at + 16), Int64(at + 32))) return at;
        return -1;
    }

    private string NameAt(int start) => Encoding.ASCII.GetString(file, start, Array.IndexOf(file, (byte)0, start) - start);

    private uint UInt32(int at) => BitConverter.ToUInt32(file, at);

    private long Int64(int at) => BitConverter.ToInt64(file, at);

    /// <summary>By a rename, since the destination may be a link to the source.</summary>
    private void Write()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Destination)!);
        var written = Destination + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(written, file);
        try
        {
            File.Delete(Destination);
            File.Move(written, Destination);
        }
        catch (IOException) when (File.Exists(Destination))
        {
            File.Delete(written); // another build of the project was faster, and wrote the same
        }
    }
}
