namespace Toolkit.Pretrained;

/// <summary>A file that another one names, and that has to lie beside it.</summary>
internal static class SiblingFile
{
    /// <summary>Its path. A name that leads out of the folder is refused: a file of weights must not make a program read others' files.</summary>
    /// <param name="folder">Where the file lies that names it.</param>
    /// <param name="name">The name in that file.</param>
    /// <param name="what">What is looked for, as a message begins: <c>Part 'a' of the weights</c>.</param>
    /// <exception cref="InvalidDataException">The name is no plain file name, or there is no such file.</exception>
    public static string PathOf(string folder, string name, string what)
    {
        // A colon begins a drive or a stream of another file on Windows; both slashes are refused everywhere, so that files mean the same everywhere.
        if (string.IsNullOrWhiteSpace(name) || name is "." or ".." || name.AsSpan().ContainsAny('/', '\\', ':') || name.Contains('\0'))
            throw new InvalidDataException($"{what} is said to lie in '{name}'; only a file in the same folder is read, so that must be a name without a folder.");
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? path : throw new InvalidDataException($"{what} lies in '{name}', which is missing in '{folder}'. Put it there.");
    }
}
