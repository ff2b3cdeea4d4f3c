using Toolkit.Images;
using Toolkit.Text;

namespace Toolkit.Data;

/// <summary>Finds classes and images in a list of paths.</summary>
/// <param name="ClassNames">In the order of their labels.</param>
/// <param name="Paths">The images, class by class and in ordinal order.</param>
/// <param name="Labels">Their labels.</param>
/// <param name="Ignored">Files that are not used.</param>
internal sealed record ClassFolders(IReadOnlyList<string> ClassNames, string[] Paths, int[] Labels, IReadOnlyList<string> Ignored)
{
    private const string GiveClasses =
        "For a test set give the classes of the training set, in ImageFolderOptions: new() { ClassNames = training.ClassNames }, or [\"cats\", \"dogs\"].";

    private static readonly string[] Archives = [".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"];

    private static readonly string[] SplitNames = ["train", "training", "val", "valid", "validation", "test", "testing", "eval"];

    /// <param name="root">What messages call the whole.</param>
    /// <param name="all">Files, and folders with '/' at their end.</param>
    /// <param name="isImage">Whether a file is an image, by its path.</param>
    /// <param name="wanted">The classes; null: every folder.</param>
    /// <exception cref="InvalidDataException">As <see cref="ImageFolder"/> says.</exception>
    public static ClassFolders Find(string root, IEnumerable<string> all, Func<string, bool> isImage, IReadOnlyList<string>? wanted)
    {
        string[] visible = [.. all.Where(path => !SystemNames.AreIn(path))];
        var prefix = Wrapper(visible, wanted);
        string[] images = [.. visible.Where(isImage)];
        string[] folders = [.. visible.Where(path => path.StartsWith(prefix, StringComparison.Ordinal))
            .Select(path => FolderOf(path, prefix.Length)).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        CheckFolders(root, folders, images, visible, wanted);

        var classNames = wanted ?? folders;
        var labelOf = classNames.Select((name, label) => (name, label))
            .ToDictionary(pair => pair.name, pair => pair.label, StringComparer.Ordinal);
        var labelled = images
            .Select(path => (path, name: path.StartsWith(prefix, StringComparison.Ordinal) ? FolderOf(path, prefix.Length) : null))
            .Where(image => image.name is not null)
            .Select(image => (image.path, label: labelOf[image.name!]))
            .OrderBy(image => image.label).ThenBy(image => image.path, StringComparer.Ordinal)
            .ToArray();
        var used = labelled.Select(image => image.path).ToHashSet();
        string[] ignored = [.. visible.Where(path => !path.EndsWith('/') && !used.Contains(path)).Order(StringComparer.Ordinal)];
        int[] labels = [.. labelled.Select(image => image.label)];
        if (wanted is null) CheckEveryClassHasImages(root, classNames, labels, skipped: 0, ignored);
        return new ClassFolders(classNames, [.. labelled.Select(image => image.path)], labels, ignored);
    }

    /// <exception cref="InvalidDataException">A class has no images.</exception>
    public static void CheckEveryClassHasImages(
        string root, IReadOnlyList<string> classNames, IReadOnlyList<int> labels, int skipped, IReadOnlyList<string> ignored)
    {
        string[] empty = [.. Enumerable.Range(0, classNames.Count).Except(labels).Select(label => $"\"{classNames[label]}\"")];
        if (empty.Length == 0) return;
        var more = (skipped > 0 ? $" {skipped} file(s) could not be read." : "")
            + (ignored.Count > 0 ? $" {ignored.Count} file(s) are not used: {IgnoredFiles.Describe(ignored)}." : "");
        throw new InvalidDataException(
            $"{root} has no images for {empty.Length} of its {classNames.Count} classes: {string.Join(", ", empty)}.{more} " +
            $"Add images ({ImageDecoder.FormatNames}) or delete the folders. {GiveClasses}");
    }

    private static void CheckFolders(string root, string[] folders, string[] images, string[] visible, IReadOnlyList<string>? wanted)
    {
        const string layout = "Expected is one folder per class with its images inside, such as cats/1.jpg and dogs/1.jpg.";
        if (images.Length == 0)
            throw new InvalidDataException($"{root} has no images ({ImageDecoder.FormatNames}).{WhatElse(visible)} {layout}");
        if (folders.Length == 0) throw new InvalidDataException($"{root} has {images.Length} images but no class folders. {layout}");
        if (wanted is not null) CheckWanted(root, folders, wanted);
        else if (folders.All(folder => SplitNames.Contains(folder.ToLowerInvariant())))
        {
            throw new InvalidDataException(
                $"{root} has no class folders but parts of a data set: {string.Join(", ", folders)}. " +
                $"Open one of them, such as {root}/{folders[0]}.");
        }
        else if (folders.Length == 1)
            throw new InvalidDataException($"{root} has only one class, \"{folders[0]}\"; a classifier needs two or more. {layout} {GiveClasses}");
    }

    private static void CheckWanted(string root, string[] folders, IReadOnlyList<string> wanted)
    {
        if (wanted.Distinct(StringComparer.Ordinal).Count() != wanted.Count || wanted.Count == 0)
        {
            throw new ArgumentException(
                $"ClassNames must be different names, at least one, but are: {string.Join(", ", wanted)}.",
                nameof(ImageFolderOptions.ClassNames));
        }
        string[] unknown = [.. folders.Except(wanted, StringComparer.Ordinal)];
        if (unknown.Length == 0) return;
        throw new InvalidDataException(
            $"{root} has a folder \"{unknown[0]}\", which is none of the classes " +
            $"{string.Join(", ", wanted.Select(name => $"\"{name}\""))}." +
            NearNames.Hint(unknown[0], wanted) +
            " Remove the folder, or give its name in ImageFolderOptions.ClassNames, too.");
    }

    private static string WhatElse(string[] visible)
    {
        string[] files = [.. visible.Where(path => !path.EndsWith('/'))];
        if (files.Length == 0) return "";
        var archive = files.FirstOrDefault(path => Archives.Contains(Path.GetExtension(path).ToLowerInvariant()));
        return $" It has {files.Length} other file(s): {IgnoredFiles.Describe(files)}."
            + (archive is null ? "" : $" Unpack archives within, such as {archive}.");
    }

    /// <summary>
    /// The folders around everything, with '/' at the end: "" or, say, "flowers/". A folder that is a class is never one.
    /// </summary>
    private static string Wrapper(string[] visible, IReadOnlyList<string>? wanted)
    {
        var prefix = "";
        while (true)
        {
            var inside = visible.Where(path => path.StartsWith(prefix, StringComparison.Ordinal) && path.Length > prefix.Length).ToArray();
            var folders = inside.Select(path => FolderOf(path, prefix.Length)).OfType<string>().Distinct().Take(2).ToArray();
            if (folders.Length != 1 || (wanted?.Contains(folders[0]) ?? false)) return prefix;
            var next = $"{prefix}{folders[0]}/";
            var deeper = inside.Any(path => path.StartsWith(next, StringComparison.Ordinal) && FolderOf(path, next.Length) is not null);
            if (!deeper) return prefix;
            prefix = next;
        }
    }

    /// <summary>The first folder of a path behind the prefix; null where a file follows at once.</summary>
    private static string? FolderOf(string path, int prefix)
    {
        var end = path.IndexOf('/', Math.Min(prefix, path.Length));
        return end < 0 ? null : path[prefix..end];
    }
}
