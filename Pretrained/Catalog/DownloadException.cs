namespace Toolkit.Pretrained;

/// <summary>An attempt to download has failed.</summary>
/// <param name="message">What happened, as a sentence.</param>
/// <param name="mayPass">True where another attempt may succeed.</param>
/// <param name="inner">The error behind this one.</param>
internal sealed class DownloadException(string message, bool mayPass, Exception? inner = null) : Exception(message, inner)
{
    public bool MayPass { get; } = mayPass;
}
