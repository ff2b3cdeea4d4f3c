using System.Net;
using System.Net.Http.Headers;
using Toolkit.Networks;

namespace Toolkit.Pretrained;

/// <summary>One request for the rest of a file.</summary>
internal sealed class HttpFetch(
    HttpClient client, TimeSpan timeout, WeightsEntry entry, PartialFile partial, IProgress<DownloadProgress>? progress)
{
    // The hash tells whether the file is right; this only stops a server that sends without end.
    private readonly long mostBytes = 2 * entry.Size;

    /// <summary>Asks for what is missing of the partial file and appends it.</summary>
    /// <exception cref="DownloadException">The server cannot be reached, refuses, falls silent, or the connection breaks.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task Run(CancellationToken token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, entry.Url);
        if (partial.Length > 0) request.Headers.Range = new RangeHeaderValue(partial.Length, null);
        using var response = await Within(x => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, x), token);
        if (IsComplete(response)) return;
        CheckStatus(response);
        await using var body = await Within(response.Content.ReadAsStreamAsync, token);
        await Append(body, LengthOf(response), token);
    }

    private async Task Append(Stream body, long total, CancellationToken token)
    {
        var buffer = new byte[1 << 16];
        while (true)
        {
            var count = await Within(x => body.ReadAsync(buffer, x).AsTask(), token);
            if (count == 0) return;
            if (partial.Length + count > mostBytes)
            {
                partial.Clear();
                throw new DownloadException($"The server sends more than {mostBytes} bytes; the file has {entry.Size}.", mayPass: false);
            }
            partial.Append(buffer.AsSpan(0, count));
            progress?.Report(new DownloadProgress(entry.FileName, partial.Length, total));
        }
    }

    private long LengthOf(HttpResponseMessage response) =>
        response.Content.Headers.ContentRange?.Length ?? response.Content.Headers.ContentLength ?? entry.Size;

    // An earlier download may have been stopped after the last byte.
    private bool IsComplete(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable
        && partial.Length > 0 && response.Content.Headers.ContentRange?.Length == partial.Length;

    private void CheckStatus(HttpResponseMessage response)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                partial.Clear();
                break;
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange?.From == partial.Length:
                break;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable when partial.Length > 0:
                partial.Clear();
                throw new DownloadException("The server cannot go on where the last download stopped.", mayPass: true);
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                throw new DownloadException($"The server answered {Describe(response)}.", mayPass: true);
            default:
                throw new DownloadException($"The server answered {Describe(response)}.", mayPass: false);
        }
    }

    private static string Describe(HttpResponseMessage response) => $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();

    /// <summary>Runs one step of the conversation and names what can go wrong in it.</summary>
    private async Task<T> Within<T>(Func<CancellationToken, Task<T>> step, CancellationToken token)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(token);
        limited.CancelAfter(timeout);
        try
        {
            return await step(limited.Token);
        }
        catch (OperationCanceledException e) when (!token.IsCancellationRequested)
        {
            throw new DownloadException($"The server has been silent for {timeout.TotalSeconds:0.#} seconds.", mayPass: true, e);
        }
        catch (HttpRequestException e)
        {
            throw new DownloadException($"The connection failed: {e.Message.TrimEnd('.')}.", mayPass: true, e);
        }
        catch (IOException e)
        {
            throw new DownloadException($"The connection broke after {partial.Length} bytes: {e.Message.TrimEnd('.')}.", mayPass: true, e);
        }
    }
}
