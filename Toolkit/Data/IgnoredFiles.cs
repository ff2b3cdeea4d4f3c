using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>Says how many files of which kinds are not used.</summary>
internal static class IgnoredFiles
{
    private const int MostKinds = 12;

    /// <summary>Such as <c>3 .gif, 1 .txt, 1 without extension</c>, the most frequent first; empty for no files.</summary>
    public static string Describe(IEnumerable<string> paths)
    {
        var kinds = paths.CountBy(KindOf).OrderByDescending(kind => kind.Value).ThenBy(kind => kind.Key, StringComparer.Ordinal).ToArray();
        var named = kinds.Take(MostKinds).Select(kind => $"{kind.Value} {kind.Key}");
        return string.Join(", ", kinds.Length > MostKinds ? named.Append($"{kinds.Skip(MostKinds).Sum(kind => kind.Value)} of other kinds") : named);
    }

    private static string KindOf(string path)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension.Length == 0) return "without extension";
        return ImageDecoder.IsImageFile(path) ? $"{extension} outside the class folders" : extension;
    }
}
