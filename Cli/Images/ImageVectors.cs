using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Cli.Images;

/// <summary>What a model computes of image files.</summary>
internal static class ImageVectors
{
    /// <summary>A column of vectors, in the order of the files that can be read.</summary>
    /// <param name="computed">Rows whose ids are the numbers of the files.</param>
    /// <param name="column">A vector of Single, or one.</param>
    /// <param name="files">The files.</param>
    /// <param name="fail">Is told of each that cannot be read.</param>
    public static IEnumerable<(string Path, float[] Values)> Read(IDataView computed, DataViewSchema.Column column, ImageFiles files, Action<string> fail)
    {
        using var cursor = computed.GetRowCursor([column]);
        var (getId, read, id) = (cursor.GetIdGetter(), Reader(cursor, column), default(DataViewRowId));
        while (cursor.MoveNext())
        {
            getId(ref id);
            var (file, values) = ((int)id.Low, read());
            if (files.ErrorOf(file) is { } error) fail(error);
            else yield return (files.NameOf(file), values);
        }
    }

    private static Func<float[]> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType)
        {
            var (getter, value) = (row.GetGetter<float>(column), 0f);
            return () =>
            {
                getter(ref value);
                return [value];
            };
        }
        var (getValues, values) = (row.GetGetter<VBuffer<float>>(column), default(VBuffer<float>));
        return () =>
        {
            getValues(ref values);
            return [.. values.DenseValues()];
        };
    }
}
