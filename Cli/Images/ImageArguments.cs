using Toolkit.Data;
using Toolkit.Images;

namespace Toolkit.Cli.Images;

/// <summary>The image files that a command line means: files as they are, and all image files in folders and the folders below.</summary>
internal static class ImageArguments
{
    /// <summary>The files; those of a folder in the order of their names.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="fail">Is told of a folder without images, or that cannot be read.</param>
    public static List<string> Files(IEnumerable<string> paths, Action<string> fail)
    {
        var files = new List<string>();
        foreach (var path in paths)
            if (Directory.Exists(path)) files.AddRange(ImagesIn(path, fail));
            else files.Add(path);
        return files;
    }

    private static List<string> ImagesIn(string folder, Action<string> fail)
    {
        try
        {
            List<string> images = [.. ImagePaths.In(folder)];
            if (images.Count == 0) fail($"{folder} has no image files, whose names end in {string.Join(", ", ImageDecoder.Extensions)}.");
            return images;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            fail($"The folder {folder} cannot be read: {error.Message}");
            return [];
        }
    }
}
