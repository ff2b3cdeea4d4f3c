using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Loads text files.</summary>
public static class TextLoaderSaverCatalog
{
    /// <summary>The lines of a text file as rows.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file, in UTF-8. It is read whenever the data is.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="separatorChar">What stands between the fields of a line.</param>
    /// <param name="hasHeader">Whether the first line holds names; vector columns name their slots by them.</param>
    /// <param name="allowQuoting">Whether a field in quotation marks may hold separators.</param>
    /// <param name="trimWhitespace">Whether spaces at the end of fields and lines are left out; those at their start always are.</param>
    /// <param name="allowSparse">Not supported here: lines with "index:value" fields.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such file.</exception>
    /// <exception cref="NotSupportedException"><paramref name="allowSparse"/> is true.</exception>
    public static IDataView LoadFromTextFile(this DataOperationsCatalog catalog, string path, TextLoader.Column[] columns,
        char separatorChar = '\t', bool hasHeader = false, bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(columns);
        if (allowSparse)
            throw new NotSupportedException(
                "Sparse lines are read by the official Microsoft.ML packages only; write the fields out, or build with those packages.");
        return new TextFileDataView(path, new TextFormat(separatorChar, hasHeader, allowQuoting, trimWhitespace), columns);
    }

    /// <summary>The lines of a text file as rows, with a column for each member of <typeparamref name="TInput"/>.</summary>
    /// <typeparam name="TInput">Its members carry <see cref="LoadColumnAttribute"/>.</typeparam>
    /// <inheritdoc cref="LoadFromTextFile(DataOperationsCatalog, string, TextLoader.Column[], char, bool, bool, bool, bool)"/>
    public static IDataView LoadFromTextFile<TInput>(this DataOperationsCatalog catalog, string path, char separatorChar = '\t',
        bool hasHeader = false, bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false) =>
        catalog.LoadFromTextFile(path, TextLoader.ColumnsOf(typeof(TInput)), separatorChar, hasHeader, allowQuoting, trimWhitespace,
            allowSparse);
}
