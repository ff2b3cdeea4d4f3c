namespace Toolkit.StateDicts;

/// <summary>What reader and writer agree on.</summary>
internal static class SafetensorsFormat
{
    /// <summary>Longest header that the format allows, in bytes.</summary>
    public const long LongestHeader = 100_000_000;

    /// <summary>Bytes of the header's length, before the header.</summary>
    public const int LengthBytes = 8;

    public const string MetadataName = "__metadata__";

    private static readonly (ElementType Type, string Name)[] Names =
    [
        (ElementType.Float16, "F16"), (ElementType.BFloat16, "BF16"), (ElementType.Float32, "F32"), (ElementType.Float64, "F64"),
        (ElementType.Int8, "I8"), (ElementType.Int16, "I16"), (ElementType.Int32, "I32"), (ElementType.Int64, "I64"),
        (ElementType.UInt8, "U8"), (ElementType.Bool, "BOOL"),
    ];

    public static string NameOf(ElementType type) => Names.First(x => x.Type == type).Name;

    /// <summary>The type of a name in a header.</summary>
    /// <exception cref="InvalidDataException">It is none of those above.</exception>
    public static ElementType TypeOf(string tensor, string? name)
    {
        foreach (var known in Names)
            if (known.Name == name)
                return known.Type;
        throw new InvalidDataException(
            $"The tensor '{tensor}' has the type '{name}'; {string.Join(", ", Names.Select(x => x.Name))} can be read.");
    }
}
