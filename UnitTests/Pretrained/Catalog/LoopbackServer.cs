using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Toolkit.UnitTests.Pretrained.Catalog;

/// <summary>A small web server on this machine that can do what a real one does on a bad day.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<int, long, Reply> answer;
    private readonly CancellationTokenSource stop = new();
    private int requests;

    /// <param name="answer">Number of the request from 1, and first byte that it asks for, to the reply.</param>
    public LoopbackServer(Func<int, long, Reply> answer)
    {
        this.answer = answer;
        listener.Start();
        _ = Accept();
    }

    public int Requests => Volatile.Read(ref requests);

    public Uri Url(string file) => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/models/{file}");

    public void Dispose()
    {
        stop.Cancel();
        listener.Stop();
    }

    private async Task Accept()
    {
        while (!stop.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync(stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            _ = Serve(client);
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var from = await ReadRange(stream);
                await answer(Interlocked.Increment(ref requests), from).Send(stream, stop.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client has gone.
            }
        }
    }

    private static async Task<long> ReadRange(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var from = 0L;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                from = long.Parse(line["Range: bytes=".Length..].TrimEnd('-'));
        return from;
    }
}

/// <summary>What the server sends.</summary>
/// <param name="Status">Status line without the version.</param>
/// <param name="Headers">Lines of the header, without Connection.</param>
/// <param name="Body">What is sent of the body, whatever the header says.</param>
/// <param name="Silence">Pause before the answer.</param>
/// <param name="Hang">Pause between the last byte that is sent and the end of the connection.</param>
internal sealed record Reply(string Status, string[] Headers, byte[] Body, TimeSpan Silence = default, TimeSpan Hang = default)
{
    /// <summary>The rest of a file from a byte on, as a good server sends it.</summary>
    public static Reply File(byte[] content, long from) => from == 0
        ? new("200 OK", [$"Content-Length: {content.Length}"], content)
        : from >= content.Length
            ? new("416 Range Not Satisfiable", [$"Content-Range: bytes */{content.Length}", "Content-Length: 0"], [])
            : new("206 Partial Content",
                [$"Content-Length: {content.Length - from}", $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}"],
                content[(int)from..]);

    /// <summary>The connection breaks after so many bytes of the body.</summary>
    public Reply CutAfter(int bytes) => this with { Body = Body[..Math.Min(bytes, Body.Length)] };

    public static Reply Error(string status) => new(status, ["Content-Length: 0"], []);

    public async Task Send(NetworkStream stream, CancellationToken token)
    {
        await Task.Delay(Silence, token);
        var head = $"HTTP/1.1 {Status}\r\nConnection: close\r\n{string.Concat(Headers.Select(x => x + "\r\n"))}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), token);
        await stream.WriteAsync(Body, token);
        await stream.FlushAsync(token);
        await Task.Delay(Hang, token);
    }
}
