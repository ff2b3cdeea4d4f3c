using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Estimators.Schema;

/// <summary>The name of the number that a scalar column holds, where it is not the column's own: what slot names are for a vector.</summary>
internal static class NumberName
{
    private const string Annotation = "NumberName";

    /// <summary>An annotation with the name.</summary>
    public static DataViewSchema.Annotations Of(string name)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(Annotation, TextDataViewType.Instance, (ref ReadOnlyMemory<char> value) => value = name.AsMemory());
        return builder.ToAnnotations();
    }

    /// <summary>The name; that of the column where it has no other.</summary>
    public static string Find(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(Annotation) is null) return column.Name;
        ReadOnlyMemory<char> name = default;
        column.Annotations.GetValue(Annotation, ref name);
        return name.ToString();
    }
}
