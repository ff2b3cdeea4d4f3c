using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>Which files are images: those with an image's extension, and some that only their content tells.</summary>
internal static class ImageNames
{
    /// <param name="source">Where the file lies.</param>
    /// <param name="path">A file or, with '/' at its end, a folder.</param>
    public static bool IsImage(IImageFileSource source, string path) =>
        !path.EndsWith('/') && (ImageDecoder.IsImageFile(path) || (ContentDecides(path) && FileBeginning.IsImage(source.ReadStart(path))));

    // Files without an extension, and such as a browser saves: f.JPG_large, g.jpg.1. Others, such as x.jpg.part, say what they are.
    private static bool ContentDecides(string path)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        return extension.Length == 0 || !extension.AsSpan(1).ContainsAnyExceptInRange('0', '9')
            || ImageDecoder.Extensions.Any(known => extension.StartsWith(known, StringComparison.Ordinal));
    }
}
