using Microsoft.ML.Data;

namespace Microsoft.ML.Utilities;

/// <summary>Adds annotations that have a meaning everywhere.</summary>
internal static class AnnotationBuilderExtensions
{
    /// <summary>What the keys of a column stand for, from key 1 on.</summary>
    public static void AddKeyValues<T>(this DataViewSchema.Annotations.Builder annotations, PrimitiveDataViewType type, T[] values) =>
        annotations.AddVector(AnnotationKinds.KeyValues, type, values);

    /// <summary>The name of each item of a vector column.</summary>
    public static void AddSlotNames(this DataViewSchema.Annotations.Builder annotations, ReadOnlyMemory<char>[] names) =>
        annotations.AddVector(AnnotationKinds.SlotNames, TextDataViewType.Instance, names);

    public static void AddVector<T>(this DataViewSchema.Annotations.Builder annotations, string kind, PrimitiveDataViewType type,
        T[] values) =>
        annotations.Add(kind, new VectorDataViewType(type, values.Length),
            (ref VBuffer<T> destination) => VBuffer<T>.Copy(values, 0, ref destination, values.Length));

    /// <summary>Only those annotations of <paramref name="column"/> that are of one of <paramref name="kinds"/>.</summary>
    public static DataViewSchema.Annotations KeepAnnotations(this DataViewSchema.Column column, params string[] kinds)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(column.Annotations, kinds.Contains);
        return builder.ToAnnotations();
    }
}
