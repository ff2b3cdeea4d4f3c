namespace Toolkit.Pretrained;

/// <summary>How patient a download is.</summary>
internal sealed record DownloadOptions
{
    /// <summary>Attempts in a row that may fail without a single new byte.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>Longest silence of the server, before its answer and within it.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause after the first failure; doubled after every further one.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);
}
