using Microsoft.ML.Data;

namespace Microsoft.ML.Utilities;

/// <summary>Getters whose type is known only at run time.</summary>
internal static class Getters
{
    /// <summary>What a getter says when its cursor stands at no row.</summary>
    public const string NoRow = "Values cannot be fetched at this time. This method was called either before the first call to MoveNext, "
        + "or at any point after MoveNext returned false, or after the cursor was disposed.";

    /// <summary><paramref name="getter"/> as a getter of <typeparamref name="TValue"/>.</summary>
    /// <exception cref="InvalidOperationException">It gets something else.</exception>
    public static ValueGetter<TValue> As<TValue>(Delegate getter, DataViewSchema.Column column) =>
        getter as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Invalid TValue in GetGetter for column '{column.Name}': '{typeof(TValue)}', expected type: '{column.Type.RawType}'.");

    /// <summary>A getter of the column's own type.</summary>
    public static Delegate Get(DataViewRow row, DataViewSchema.Column column) =>
        Generic.Call(Get<int>, column.Type.RawType, row, column);

    private static Delegate Get<T>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<T>(column);
}
