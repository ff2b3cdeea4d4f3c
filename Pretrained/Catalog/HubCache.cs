using System.Security.Cryptography;
using Toolkit.Files;
using Toolkit.Networks;
using Toolkit.StateDicts;

namespace Toolkit.Pretrained;

/// <summary>
/// PyTorch's folder of downloaded weights, shared with PyTorch itself: what one has downloaded, the other finds.
/// A file stands there under its final name only when it is whole.
/// </summary>
/// <param name="folder">Made when the first file is downloaded.</param>
/// <param name="downloader">Fetches what is not there.</param>
internal sealed class HubCache(string folder, Downloader downloader)
{
    /// <summary>The cache in the folder that the environment names.</summary>
    public static HubCache Default => new(FolderFrom(Environment.GetEnvironmentVariable), Downloader.Default);

    /// <summary>The folder that PyTorch uses.</summary>
    /// <param name="variable">Yields an environment variable, or null.</param>
    public static string FolderFrom(Func<string, string?> variable)
    {
        var home = NotEmpty(variable("TORCH_HOME"));
        if (home is null)
        {
            var cache = NotEmpty(variable("XDG_CACHE_HOME"))
                ?? Path.Combine(NotEmpty(variable("HOME")) ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            home = Path.Combine(cache, "torch");
        }
        return Path.Combine(home, "hub", "checkpoints");
    }

    /// <summary>Whether the file of an entry is there; its hash is not looked at.</summary>
    public bool Holds(WeightsEntry entry) => File.Exists(Path.Combine(folder, entry.FileName));

    /// <summary>The file of an entry, downloaded if it is not there yet, and with the right hash in either case.</summary>
    /// <exception cref="WeightsException">The file has the wrong hash, or the download failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public string Locate(WeightsEntry entry, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, entry.FileName);
        if (!File.Exists(path))
        {
            CreateFolder(entry);
            downloader.Download(entry, path, progress, cancellationToken);
        }
        else if (Hash(path) is var hash && !hash.StartsWith(entry.Sha256Prefix!, StringComparison.OrdinalIgnoreCase))
        {
            throw new WeightsException(
                $"'{path}' is not the file that {entry.Name} names: its SHA-256 must begin with {entry.Sha256Prefix}, but is {hash}. "
                + "Delete the file, and it will be downloaded again.", path);
        }
        return path;
    }

    /// <summary>The file of an entry, written first where it is not there or holds something else.</summary>
    /// <param name="entry">Tells the file's name.</param>
    /// <param name="content">What the file must hold; a stream that can seek and stays open.</param>
    /// <exception cref="UnwritableFileException">The file cannot be written.</exception>
    /// <exception cref="WeightsException">The folder cannot be made.</exception>
    public string Keep(WeightsEntry entry, Stream content)
    {
        var path = Path.Combine(folder, entry.FileName);
        if (File.Exists(path) && Hash(path) == Hash(content)) return path;
        CreateFolder(entry);
        content.Position = 0;
        AtomicFile.Write(path, content.CopyTo);
        return path;
    }

    private static string Hash(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.SequentialScan);
        return Hash(stream);
    }

    private static string Hash(Stream stream) => Convert.ToHexStringLower(SHA256.HashData(stream));

    private void CreateFolder(WeightsEntry entry)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException(
                $"Cannot make the folder '{folder}' for {entry.Name}: {e.Message} Set TORCH_HOME to a folder that can "
                + "be written.", folder, e);
        }
    }

    private static string? NotEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
