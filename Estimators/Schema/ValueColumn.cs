using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Estimators.Schema;

/// <summary>Columns of numbers or flags, one a row or a vector of known size, read as floats.</summary>
internal static class ValueColumn
{
    private static readonly PrimitiveDataViewType[] Numbers = [NumberDataViewType.Single, NumberDataViewType.Double];

    /// <summary>Whether a column holds Single or Double.</summary>
    public static bool HoldsNumbers(DataViewType itemType) => Numbers.Contains(itemType);

    /// <summary>How many values a column has in a row; null for a vector of unknown size.</summary>
    public static int? CountOf(DataViewType type) => type is VectorDataViewType vector ? vector.IsKnownSize ? vector.Size : null : 1;

    /// <summary>The type of a single value.</summary>
    public static DataViewType ItemOf(DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    /// <summary>A function that reads the values of the row on which a cursor stands; each call gives an array of its own.</summary>
    /// <param name="row">The cursor.</param>
    /// <param name="column">Of Single, Double or Boolean.</param>
    public static Func<float[]> Reader(DataViewRow row, DataViewSchema.Column column) => ItemOf(column.Type) switch
    {
        BooleanDataViewType => Reader<bool>(row, column, flag => flag ? 1 : 0),
        var item when item.Equals(NumberDataViewType.Double) => Reader<double>(row, column, number => (float)number),
        _ => Reader<float>(row, column, number => number),
    };

    private static Func<float[]> Reader<T>(DataViewRow row, DataViewSchema.Column column, Func<T, float> toFloat)
    {
        if (column.Type is VectorDataViewType)
        {
            var (getVector, vector) = (row.GetGetter<VBuffer<T>>(column), default(VBuffer<T>));
            return () =>
            {
                getVector(ref vector);
                return [.. vector.DenseValues().Select(toFloat)];
            };
        }
        var (getter, value) = (row.GetGetter<T>(column), default(T)!);
        return () =>
        {
            getter(ref value);
            return [toFloat(value)];
        };
    }
}
