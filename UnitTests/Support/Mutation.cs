namespace Toolkit.UnitTests.Support;

/// <summary>Damages of a file as disks, networks and attackers do them, by number.</summary>
internal static class Mutation
{
    private const int Kinds = 7, LongestPiece = 64;

    /// <summary>A damaged copy; the same seed gives the same.</summary>
    public static byte[] Of(byte[] content, int seed)
    {
        var random = new Random(seed);
        var place = random.Next(content.Length);
        var length = Math.Min(random.Next(1, LongestPiece), content.Length - place);
        byte[] copy = [.. content];
        switch (seed % Kinds)
        {
            case 0: copy[place] ^= (byte)(1 << random.Next(8)); return copy;
            case 1: copy[random.Next(Math.Min(copy.Length, 256))] ^= (byte)random.Next(1, 256); return copy; // headers are at the beginning
            case 2: return content[..place];
            case 3: copy.AsSpan(place, length).Clear(); return copy;
            case 4: random.NextBytes(copy.AsSpan(place, length)); return copy;
            case 5: return [.. content[..place], .. content[(place + length)..]];
            default: return [.. content[..place], .. content[place..(place + length)], .. content[place..]];
        }
    }
}
