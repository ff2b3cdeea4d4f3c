namespace Toolkit.Estimators.Persistence;

/// <summary>Folders for files that live as long as some object.</summary>
internal static class TemporaryFolder
{
    /// <summary>Makes one.</summary>
    /// <param name="purpose">Beginning of a sentence: what a temporary file is needed for.</param>
    /// <param name="advice">End of another: what else than mending the folder can be done.</param>
    /// <exception cref="IOException">It cannot be made; the message says what to do.</exception>
    public static DirectoryInfo Create(string purpose, string advice = "")
    {
        try
        {
            return Directory.CreateTempSubdirectory("toolkit-");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed(purpose, advice, error);
        }
    }

    /// <summary>Deletes one with all that is in it, where the system lets what is in use go.</summary>
    public static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Refresh();
            if (folder.Exists) folder.Delete(recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // In use.
        }
    }

    /// <summary>What is said of one that cannot be written.</summary>
    public static IOException Failed(string purpose, string advice, Exception error) => new(
        $"{purpose} a temporary file in {Path.GetTempPath()}, which cannot be written: {error.Message} Free space there, or name another folder in "
        + $"TMPDIR{advice}.", error);
}
