using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.Images;

namespace Toolkit.Estimators.Scoring.Rows;

/// <summary>Copies of a column's values for some rows, good when the cursor that they came from has moved on.</summary>
internal abstract class KeptValues
{
    private static readonly MethodInfo ValuesMethod = Method(nameof(Values)), VectorsMethod = Method(nameof(Vectors));

    /// <summary>Copies the value of the row on which the cursor stands.</summary>
    public abstract void Keep(int place);

    /// <summary>Whether values of the column can be kept: ML.NET's own types, and images that stand for those of a data set.</summary>
    public static bool MayKeep(DataViewSchema.Column column) =>
        column.Type is PrimitiveDataViewType or VectorDataViewType || ImageReference.IsMarked(column);

    /// <summary>Whether the cursor has what <see cref="MayKeep"/> hopes for: a step before may make a data set's images anew.</summary>
    public static bool CanKeep(DataViewRow row, DataViewSchema.Column column) =>
        !ImageReference.IsMarked(column) || ImageReference.GetterOf(row, column) is not null;

    /// <summary>Whether a getter of <typeparamref name="TValue"/> can be had of a column that can be kept.</summary>
    public static bool Offers<TValue>(DataViewSchema.Column column) =>
        typeof(TValue) == column.Type.RawType || (typeof(TValue) == typeof(ImageReference) && ImageReference.IsMarked(column));

    /// <param name="row">The cursor.</param>
    /// <param name="column">One that can be kept.</param>
    /// <param name="capacity">Number of rows.</param>
    public static KeptValues Of(DataViewRow row, DataViewSchema.Column column, int capacity)
    {
        if (ImageReference.IsMarked(column)) return new KeptImages(ImageReference.GetterOf(row, column)!, capacity);
        var (method, type) = column.Type is VectorDataViewType vector ? (VectorsMethod, vector.ItemType.RawType) : (ValuesMethod, column.Type.RawType);
        return (KeptValues)method.MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, column, capacity], null)!;
    }

    private static KeptValues<T> Values<T>(DataViewRow row, DataViewSchema.Column column, int capacity) => new(row.GetGetter<T>(column), capacity);

    private static KeptVectors<T> Vectors<T>(DataViewRow row, DataViewSchema.Column column, int capacity) =>
        new(row.GetGetter<VBuffer<T>>(column), capacity);

    private static MethodInfo Method(string name) => typeof(KeptValues).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
}

/// <summary>What gives a kept value as a type.</summary>
internal interface IKept<T>
{
    /// <summary>Copies a row's value out.</summary>
    void CopyTo(int place, ref T value);
}

/// <summary>Numbers, keys, texts and other values without parts.</summary>
internal class KeptValues<T>(ValueGetter<T> getter, int capacity) : KeptValues, IKept<T>
{
    private readonly T[] values = new T[capacity];

    public override void Keep(int place) => getter(ref values[place]);

    public virtual void CopyTo(int place, ref T value) => value = values[place];

    protected ref T this[int place] => ref values[place];
}

/// <summary>Vectors, whose memory is used again.</summary>
internal sealed class KeptVectors<T>(ValueGetter<VBuffer<T>> getter, int capacity) : KeptValues<VBuffer<T>>(getter, capacity)
{
    public override void CopyTo(int place, ref VBuffer<T> value) => this[place].CopyTo(ref value);
}

/// <summary>Images of a data set, which are decoded when somebody asks for an MLImage.</summary>
internal sealed class KeptImages(ValueGetter<ImageReference> getter, int capacity) : KeptValues<ImageReference>(getter, capacity), IKept<MLImage>
{
    public void CopyTo(int place, ref MLImage value) => this[place].Read(ref value);
}
