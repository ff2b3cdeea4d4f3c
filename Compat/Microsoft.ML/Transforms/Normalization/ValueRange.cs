using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Transforms;

/// <summary>The least and the greatest value of each item of a column, collected while a cursor goes over the data.</summary>
internal abstract class ValueRange
{
    /// <summary>Takes the values of the row at which the cursor stands. NaN is left out.</summary>
    public abstract void Add();

    /// <summary>The scaling that brings the values seen into the range.</summary>
    public abstract Scaling ToScaling(bool fixZero);

    public static ValueRange Create(DataViewRow row, DataViewSchema.Column column) =>
        Generic.Call(Create<float>, column.Type.ItemTypeOf().RawType, row, column);

    private static ValueRange Create<T>(DataViewRow row, DataViewSchema.Column column)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new Typed<T>(row, column);

    private sealed class Typed<T>(DataViewRow row, DataViewSchema.Column column) : ValueRange
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ValueGetter<VBuffer<T>> _get = ItemsOf(row, column);
        private readonly T[] _least = Enumerable.Repeat(T.PositiveInfinity, column.Type.ValueCountOf()).ToArray();
        private readonly T[] _greatest = Enumerable.Repeat(T.NegativeInfinity, column.Type.ValueCountOf()).ToArray();
        private VBuffer<T> _values;

        public override void Add()
        {
            _get(ref _values);
            if (_values.Length != _least.Length)
                throw new InvalidOperationException($"Normalizer expected {_least.Length} slots but got {_values.Length}");
            int slot = 0;
            foreach (var value in _values.DenseValues())
            {
                if (value < _least[slot]) _least[slot] = value;
                if (value > _greatest[slot]) _greatest[slot] = value;
                slot++;
            }
        }

        // A slot without a range tells nothing, so it becomes 0.
        public override Scaling ToScaling(bool fixZero)
        {
            var scale = new T[_least.Length];
            var offset = new T[_least.Length];
            for (int i = 0; i < scale.Length; i++)
            {
                if (!(_greatest[i] > _least[i])) continue;
                scale[i] = T.One / (fixZero ? T.Max(T.Abs(_greatest[i]), T.Abs(_least[i])) : _greatest[i] - _least[i]);
                offset[i] = fixZero || scale[i] == T.Zero ? T.Zero : _least[i];
            }
            return new Scaling<T>(column.Type, scale, offset);
        }

        private static ValueGetter<VBuffer<T>> ItemsOf(DataViewRow row, DataViewSchema.Column column)
        {
            if (column.Type is VectorDataViewType)
                return row.GetGetter<VBuffer<T>>(column);
            var get = row.GetGetter<T>(column);
            return (ref VBuffer<T> value) =>
            {
                var editor = VBufferEditor.Create(ref value, 1);
                get(ref editor.Values[0]);
                value = editor.Commit();
            };
        }
    }
}
