using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Toolkit.Samples.WebApp.Predicting;

/// <summary>
/// Where models and corrections lie. What began with a given model lies apart, by the content of its file: another file, or none, begins anew instead of
/// going on with what was learnt from the one before.
/// </summary>
internal sealed class ModelFolder(IOptions<ModelOptions> options)
{
    private const int NameBytes = 8;

    private readonly string path = options.Value.File is { } given ? Path.Combine(options.Value.Folder, "given-" + Hash(given)) : options.Value.Folder;

    /// <summary>One of the folders in it.</summary>
    /// <param name="name">Its name, or a path below it.</param>
    /// <returns>Its full path; it is there.</returns>
    public string Create(string name) => Directory.CreateDirectory(Path.Combine(path, name)).FullName;

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file).AsSpan(0, NameBytes));
    }
}
