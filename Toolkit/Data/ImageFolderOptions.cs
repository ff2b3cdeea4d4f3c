using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>What happens to image files that cannot be read.</summary>
public enum UnreadableImages
{
    /// <summary>An exception that names the file, when the image is needed. The default.</summary>
    Throw,

    /// <summary>
    /// Every file is decoded once when the folder is opened, and those that cannot be are left out and listed in
    /// <see cref="ImageFolder.Skipped"/>.
    /// </summary>
    Skip,
}

/// <summary>How an <see cref="ImageFolder"/> is read.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>What happens to files that cannot be read; <see cref="UnreadableImages.Throw"/> by default.</summary>
    public UnreadableImages Unreadable { get; init; } = UnreadableImages.Throw;

    /// <summary>How the files are decoded: limits, and JPEGs at a part of their size. Null, the default: the decoder's defaults.</summary>
    public ImageDecodingOptions? Decoding { get; init; }

    /// <summary>
    /// The classes in the order of their labels, for a test set whose labels must be those of a model. Then one class, and
    /// classes without images, are allowed, but no further folders. Null, the default: all class folders, in ordinal order of their names.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; init; }
}
