using Microsoft.ML.Data;

namespace Microsoft.ML.Utilities;

/// <summary>Getters that apply a function to every value of a column, scalar or vector.</summary>
internal static class ValueMap
{
    /// <summary>A getter of <paramref name="map"/> applied to <paramref name="column"/>.</summary>
    public static Delegate MakeGetter<TFrom, TTo>(DataViewRow row, DataViewSchema.Column column, Func<TFrom, TTo> map) =>
        column.Type is VectorDataViewType ? Vector(row.GetGetter<VBuffer<TFrom>>(column), map) : Scalar(row.GetGetter<TFrom>(column), map);

    private static ValueGetter<TTo> Scalar<TFrom, TTo>(ValueGetter<TFrom> get, Func<TFrom, TTo> map)
    {
        TFrom from = default!;
        return (ref TTo value) =>
        {
            get(ref from);
            value = map(from);
        };
    }

    // A sparse vector stays sparse if the default maps to the default.
    private static ValueGetter<VBuffer<TTo>> Vector<TFrom, TTo>(ValueGetter<VBuffer<TFrom>> get, Func<TFrom, TTo> map)
    {
        bool keepsSparse = EqualityComparer<TTo>.Default.Equals(map(default!), default);
        VBuffer<TFrom> from = default;
        VBuffer<TFrom> dense = default;
        return (ref VBuffer<TTo> value) =>
        {
            get(ref from);
            if (!from.IsDense && !keepsSparse)
            {
                from.CopyToDense(ref dense);
                MapStored(dense, map, ref value);
                return;
            }
            MapStored(from, map, ref value);
        };
    }

    private static void MapStored<TFrom, TTo>(in VBuffer<TFrom> from, Func<TFrom, TTo> map, ref VBuffer<TTo> value)
    {
        var values = from.GetValues();
        var editor = VBufferEditor.Create(ref value, from.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
            editor.Values[i] = map(values[i]);
        from.GetIndices().CopyTo(editor.Indices);
        value = editor.Commit();
    }
}
