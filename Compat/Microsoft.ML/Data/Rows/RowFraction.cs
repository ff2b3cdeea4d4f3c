using Microsoft.ML.Utilities;

namespace Microsoft.ML.Data;

/// <summary>Gives every row a number from 0 to 1, by which data is divided.</summary>
/// <param name="Columns">The columns that the number depends on.</param>
/// <param name="Bind">Makes the function that gives the number of the row at which a cursor stands; NaN is in no part.</param>
/// <param name="OfPosition">Whether the number depends on the row's place, so that the rows must be read in order.</param>
internal sealed record RowFraction(IReadOnlyList<DataViewSchema.Column> Columns, Func<DataViewRow, Func<double>> Bind,
    bool OfPosition = false)
{
    /// <summary>Random numbers, the same for a seed whenever the data is read.</summary>
    public static RowFraction Random(int seed) =>
        new([], row => () => Unit(Mix((ulong)row.Position + 1, (ulong)(uint)seed)), OfPosition: true);

    /// <summary>Numbers that are the same for rows with the same value of a column, and for a key or number in its order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it is no scalar.</exception>
    public static RowFraction OfColumn(IDataView data, string columnName, int seed)
    {
        var column = data.Schema.GetColumnOrNull(columnName)
            ?? throw Errors.MissingColumn("SamplingKeyColumn", columnName, "samplingKeyColumnName");
        if (column.Type is KeyDataViewType key)
            return Generic.Call(OfKey<uint>, key.RawType, column, key.Count);
        if (column.Type is NumberDataViewType && (column.Type.RawType == typeof(float) || column.Type.RawType == typeof(double)))
            return Generic.Call(OfNumber<float>, column.Type.RawType, data, column);
        if (column.Type is PrimitiveDataViewType)
            return Generic.Call(OfValue<int>, column.Type.RawType, column, seed);
        throw Errors.SchemaMismatch("SamplingKeyColumn", columnName, "a primitive type", column.Type.ToString()!, "samplingKeyColumnName");
    }

    /// <summary>The rows whose number is in the range, or those outside of it.</summary>
    /// <param name="data">All rows.</param>
    /// <param name="from">Where the range starts; it is in the range.</param>
    /// <param name="to">Where it ends; it is not in the range, unless it is 1.</param>
    /// <param name="outside">Whether to take the others.</param>
    public IDataView Select(IDataView data, double from, double to, bool outside) => new FilteredDataView(data, Columns, row =>
    {
        var fraction = Bind(row);
        return () =>
        {
            double value = fraction();
            bool inside = from <= value && (value < to || (to >= 1 && value <= 1));
            return !double.IsNaN(value) && inside != outside;
        };
    }, canShuffle: !OfPosition);

    private static RowFraction OfKey<T>(DataViewSchema.Column column, ulong count)
        where T : IConvertible
    {
        return new([column], row =>
        {
            var get = row.GetGetter<T>(column);
            T key = default!;
            return () =>
            {
                get(ref key);
                ulong number = key.ToUInt64(null);
                return number == 0 || number > count ? double.NaN : (number - 0.5) / count;
            };
        });
    }

    private static RowFraction OfNumber<T>(IDataView data, DataViewSchema.Column column)
        where T : IConvertible
    {
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        foreach (var value in data.GetColumn<T>(column).Select(number => number.ToDouble(null)).Where(number => !double.IsNaN(number)))
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        double scale = most > least ? 1 / (most - least) : 0;
        return new([column], row =>
        {
            var get = row.GetGetter<T>(column);
            T number = default!;
            return () =>
            {
                get(ref number);
                return (number.ToDouble(null) - least) * scale;
            };
        });
    }

    private static RowFraction OfValue<T>(DataViewSchema.Column column, int seed) => new([column], row =>
    {
        var get = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            get(ref value);
            return Unit(Mix(StableHash.Of(value), (ulong)(uint)seed));
        };
    });

    // 53 bits make a double from 0 up to 1.
    private static double Unit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong value, ulong seed) => new DataViewRowId(value, 0).Combine(new DataViewRowId(seed, 0)).Low;
}
