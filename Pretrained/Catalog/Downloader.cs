using Toolkit.Networks;
using Toolkit.StateDicts;

namespace Toolkit.Pretrained;

/// <summary>
/// Downloads a file of weights: into a partial file beside the final one, from where an interrupted download left off, again after a
/// failure that may pass, and with its hash checked before it gets its final name.
/// </summary>
internal sealed class Downloader(HttpClient client, DownloadOptions options)
{
    public static Downloader Default { get; } = new(new HttpClient { Timeout = Timeout.InfiniteTimeSpan }, new DownloadOptions());

    /// <summary>Downloads the file of an entry that has an address to <paramref name="path"/>, whose folder exists.</summary>
    /// <exception cref="WeightsException">The server refuses, falls silent or sends another file; or the disk is full.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; what has come stays for the next time.</exception>
    public void Download(WeightsEntry entry, string path, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            using var partial = PartialFile.Open(path, cancellationToken);
            if (File.Exists(path)) return; // another process was first
            var request = new HttpFetch(client, options.Timeout, entry, partial, progress);
            Task.Run(() => FetchVerified(request, entry, partial, cancellationToken), cancellationToken).GetAwaiter().GetResult();
            partial.Complete();
        }
        catch (DownloadException e)
        {
            throw new WeightsException(
                $"Cannot download {entry.Name} from {entry.Url}: {e.Message} Where this machine has no connection, download that file elsewhere, "
                + $"put it at '{path}' and try again.", entry.Url!.ToString(), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException(
                $"Cannot write '{path}': {e.Message} Free space on the disk, or set TORCH_HOME to another folder.", path, e);
        }
    }

    private async Task FetchVerified(HttpFetch fetch, WeightsEntry entry, PartialFile partial, CancellationToken token)
    {
        var resumed = partial.Length > 0;
        await FetchAll(fetch, partial, token);
        if (partial.HasHash(entry.Sha256Prefix!, out var hash)) return;
        partial.Clear();
        if (resumed)
        {
            // What lay there may have been part of another file.
            await FetchAll(fetch, partial, token);
            if (partial.HasHash(entry.Sha256Prefix!, out hash)) return;
            partial.Clear();
        }
        throw new DownloadException(
            $"The SHA-256 of what came must begin with {entry.Sha256Prefix}, but is {hash}; it was thrown away. "
            + "A proxy may have sent a page of its own.", mayPass: false);
    }

    private async Task FetchAll(HttpFetch fetch, PartialFile partial, CancellationToken token)
    {
        var pause = options.FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            var before = partial.Length;
            try
            {
                await fetch.Run(token);
                return;
            }
            catch (DownloadException e) when (e.MayPass && (partial.Length > before || attempt < options.Attempts))
            {
                if (partial.Length > before) (attempt, pause) = (0, options.FirstPause);
                await Task.Delay(pause, token);
                pause *= 2;
            }
        }
    }
}
