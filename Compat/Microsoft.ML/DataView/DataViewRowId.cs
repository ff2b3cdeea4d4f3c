namespace Microsoft.ML.Data;

/// <summary>128 bits that name a row, the same however often and in whatever order the rows are read.</summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    /// <summary>The lower 64 bits.</summary>
    public readonly ulong Low;

    /// <summary>The upper 64 bits.</summary>
    public readonly ulong High;

    /// <summary>An identifier of the given bits.</summary>
    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    /// <inheritdoc/>
    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DataViewRowId other && Equals(other);

    /// <summary>Orders by the upper bits, then by the lower ones.</summary>
    public int CompareTo(DataViewRowId other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Low ^ (int)(Low >> 32) ^ (int)(High << 7) ^ (int)(High >> 25);

    /// <summary>An identifier that depends on this one only and looks random.</summary>
    public DataViewRowId Fork() => Combine(new DataViewRowId(0x9E3779B97F4A7C15, 0xD1B54A32D192ED03));

    /// <summary>An identifier that depends on this one only, different from those of <see cref="Fork"/>.</summary>
    public DataViewRowId Next() => Combine(new DataViewRowId(0x2545F4914F6CDD1D, 0xAEF17502108EF2D9));

    /// <summary>An identifier that depends on both, in this order.</summary>
    public DataViewRowId Combine(DataViewRowId other) =>
        new(Mix(Low + Mix(other.Low + 0x9E3779B97F4A7C15) + (High << 1)), Mix(High + Mix(other.High + 0xD1B54A32D192ED03) + (Low << 1)));

    /// <summary>The bits in hexadecimal, the upper ones first.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";

    // The finaliser of splitmix64.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
