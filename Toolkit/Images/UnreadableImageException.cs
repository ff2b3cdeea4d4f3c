namespace Toolkit.Images;

/// <summary>An image file cannot be read: it is damaged, cut off, or no image.</summary>
public sealed class UnreadableImageException : IOException
{
    /// <summary>Names the file and the reason.</summary>
    /// <param name="imageName">The file's path, as its data set calls it.</param>
    /// <param name="reason">A sentence without the name.</param>
    /// <param name="inner">What the decoder threw.</param>
    public UnreadableImageException(string imageName, string reason, Exception? inner = null)
        : base($"{imageName} cannot be read as an image. {reason}", inner) => (ImageName, Reason) = (imageName, reason);

    /// <summary>The image, as messages call it.</summary>
    public string ImageName { get; }

    /// <summary>Why it cannot be read.</summary>
    public string Reason { get; }
}
