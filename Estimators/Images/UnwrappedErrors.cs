using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Toolkit.Images;

namespace Toolkit.Estimators.Images;

/// <summary>ML.NET reads some columns ahead on threads of its own, LoadImages' among them, and wraps what goes wrong there.</summary>
internal static class UnwrappedErrors
{
    /// <summary>Moves a cursor, and throws what went wrong with a file as it was.</summary>
    /// <exception cref="UnreadableImageException">The file of an image is missing.</exception>
    /// <exception cref="IOException">Another file cannot be read.</exception>
    public static bool MoveToNext(this DataViewRowCursor cursor)
    {
        try
        {
            return cursor.MoveNext();
        }
        catch (InvalidOperationException error) when (error.InnerException is FileNotFoundException { FileName: { } path } missing)
        {
            throw new UnreadableImageException(path, missing.Message, error);
        }
        catch (InvalidOperationException error) when (error.InnerException is IOException or UnauthorizedAccessException)
        {
            ExceptionDispatchInfo.Throw(error.InnerException);
            throw;
        }
    }
}
