namespace Toolkit.Estimators.Persistence;

/// <summary>The checksum of zip files (ISO 3309, polynomial 0x04C11DB7 with reflected bits).</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => EightSteps((uint)value))];

    public static uint Of(ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        foreach (var value in content) crc = Table[(byte)crc ^ value] ^ (crc >> 8);
        return ~crc;
    }

    private static uint EightSteps(uint value)
    {
        for (var step = 0; step < 8; step++) value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
        return value;
    }
}
