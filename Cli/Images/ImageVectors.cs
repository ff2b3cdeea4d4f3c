using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Cli.Images;

/// <summary>What a model computes of image files.</summary>
internal static class ImageVectors
{
    /// <summary>A column of vectors, in the order of the files that can be read.</summary>
    /// <param name="computed">Rows whose ids are the numbers of the files.</param>
    /// <param name="column">A vector of Single.</param>
    /// <param name="files">The files.</param>
    /// <param name="fail">Is told of each that cannot be read.</param>
    public static IEnumerable<(string Path, float[] Values)> Read(IDataView computed, DataViewSchema.Column column, ImageFiles files, Action<string> fail)
    {
        using var cursor = computed.GetRowCursor([column]);
        var (getId, getValues) = (cursor.GetIdGetter(), cursor.GetGetter<VBuffer<float>>(column));
        var (id, values) = (default(DataViewRowId), default(VBuffer<float>));
        while (cursor.MoveNext())
        {
            getId(ref id);
            getValues(ref values);
            var file = (int)id.Low;
            if (files.ErrorOf(file) is { } error) fail(error);
            else yield return (files.NameOf(file), [.. values.DenseValues()]);
        }
    }
}
