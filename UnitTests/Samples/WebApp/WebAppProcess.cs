using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Samples.WebApp;

/// <summary>The web sample as a process of its own, on a free port.</summary>
internal sealed class WebAppProcess : IDisposable
{
    /// <summary>What the limits of <see cref="Shared"/> are.</summary>
    public const int MostBytes = 300_000, MostPixels = 4_000_000, MostRequests = 20;

    /// <summary>Enough for a test to see a training under way: each takes some milliseconds.</summary>
    private const int Epochs = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly string[] Small = ["--Training:Size", "64", "--Training:Epochs", $"{Epochs}"];

    private static readonly Lazy<WebAppProcess> LazyShared = new(StartShared), LazyTaught = new(StartTaught);

    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = [];
    private readonly Task[] followed;

    private WebAppProcess(string folder, string[] settings, IEnumerable<(string Name, string Value)> environment)
    {
        Folder = folder;
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Repository.File($"Samples/WebApp/bin/{configuration}/net10.0/WebApp.dll"),
                "--urls", "http://127.0.0.1:0", "--Model:Folder", folder, .. settings,
            ])
        {
            WorkingDirectory = Repository.File("Samples/WebApp"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        process = Process.Start(start)!;
        Address = new Uri(ReadAddress());
        followed = [Follow(process.StandardOutput), Follow(process.StandardError)];
        Client = new HttpClient { BaseAddress = Address, Timeout = Patience };
    }

    /// <summary>
    /// One for all tests that teach it nothing, with a small network and low limits. It has trained its first model when it is first asked for.
    /// </summary>
    public static WebAppProcess Shared => LazyShared.Value;

    /// <summary>One for tests that teach it wrong classes. It begins with the first model of <see cref="Shared"/>.</summary>
    public static WebAppProcess Taught => LazyTaught.Value;

    /// <summary>What <see cref="Shared"/> answered before it had a model, by path.</summary>
    public IReadOnlyDictionary<string, HttpResponseMessage> BeforeTheFirstModel { get; private set; } = new Dictionary<string, HttpResponseMessage>();

    /// <summary>Where it writes.</summary>
    public string Folder { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public Process Process => process;

    /// <summary>What it has written to its log.</summary>
    public IReadOnlyCollection<string> Log => lines;

    /// <summary>Starts another one.</summary>
    /// <param name="folder">Where it writes.</param>
    /// <param name="settings">The command line.</param>
    /// <param name="environment">Variables of its environment.</param>
    public static WebAppProcess Start(string folder, string[] settings, params (string Name, string Value)[] environment) => new(folder, settings, environment);

    /// <summary>One of the drawings that no model was trained on, a JPEG file.</summary>
    public Task<byte[]> Example(int number) => Client.GetByteArrayAsync($"/examples/{number}");

    /// <summary>Sends bytes as they are.</summary>
    public Task<HttpResponseMessage> Post(string path, byte[] body, string type = "application/octet-stream")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return Client.PostAsync(path, content);
    }

    /// <summary>What the model says of an image.</summary>
    public async Task<JsonElement> Predict(byte[] image) => await Json(await Post("/predict", image));

    /// <summary>Does something that takes the page's token.</summary>
    public async Task<HttpResponseMessage> Change(HttpMethod method, string path, byte[]? body = null)
    {
        var token = await Client.GetFromJsonAsync<JsonElement>("/antiforgery");
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new ByteArrayContent(body) };
        request.Headers.Add(token.GetProperty("header").GetString()!, token.GetProperty("token").GetString());
        return await Client.SendAsync(request);
    }

    /// <summary>Where the training stands.</summary>
    public Task<JsonElement> Training() => Client.GetFromJsonAsync<JsonElement>("/training");

    /// <summary>Waits for a training to be over.</summary>
    /// <returns>Where it stands then.</returns>
    public async Task<JsonElement> EndOfTraining()
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(50))
        {
            var status = await Training();
            if (status.GetProperty("stage").GetString() is not ("Preparing" or "Learning")) return status;
        }
        throw new TimeoutException("The training has no end.");
    }

    /// <summary>Asserts that its log has no errors.</summary>
    public void AssertNothingFailed() =>
        Assert.IsEmpty(Log.Where(line => line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal)));

    /// <summary>The body of a response that is to be a success.</summary>
    public static async Task<JsonElement> Json(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode, text);
        return JsonElement.Parse(text);
    }

    /// <summary>Asks it to end, as Ctrl+C does.</summary>
    /// <returns>Its exit code; the log is whole then.</returns>
    public async Task<int> Stop()
    {
        DotnetProcess.Signal(process, "TERM");
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        await Task.WhenAll(followed).WaitAsync(patience.Token);
        return process.ExitCode;
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    private static WebAppProcess StartShared()
    {
        var folder = AfterAllTests.Dispose(new TemporaryFolder());
        string[] limits =
        [
            "--Limits:Bytes", $"{MostBytes}", "--Limits:Pixels", $"{MostPixels}", "--Limits:RequestsAtATime", $"{MostRequests}",
            "--Limits:BytesPerSecond", "1", // so that tests can hold places
        ];
        var started = AfterAllTests.Dispose(Start(folder.Path, [.. Small, .. limits]));
        started.BeforeTheFirstModel = new[] { "/health", "/model" }.ToDictionary(path => path, path => started.Client.GetAsync(path).Result);
        var status = started.EndOfTraining().Result;
        Assert.AreEqual("Done", status.GetProperty("stage").GetString(), status.ToString());
        return started;
    }

    private static WebAppProcess StartTaught()
    {
        var folder = AfterAllTests.Dispose(new TemporaryFolder());
        foreach (var name in new[] { "models", "drawings" })
            foreach (var path in Directory.GetFiles(Path.Combine(Shared.Folder, name), "*", SearchOption.AllDirectories))
            {
                var copy = folder.File(Path.GetRelativePath(Shared.Folder, path));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(path, copy);
            }
        return AfterAllTests.Dispose(Start(folder.Path, Small));
    }

    private string ReadAddress()
    {
        const string mark = "Now listening on: ";
        using var patience = new CancellationTokenSource(Patience);
        using var end = patience.Token.Register(() => process.Kill(entireProcessTree: true));
        while (process.StandardOutput.ReadLine() is { } line)
        {
            lines.Enqueue(line);
            if (line.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at) return line[(at + mark.Length)..].Trim();
        }
        throw new InvalidOperationException($"The web sample does not start.\n{string.Join('\n', lines)}\n{process.StandardError.ReadToEnd()}");
    }

    private Task Follow(StreamReader output) => Task.Run(async () =>
    {
        while (await output.ReadLineAsync() is { } line) lines.Enqueue(line);
    });
}
