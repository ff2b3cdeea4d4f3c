using System.Security.Cryptography;
using Toolkit.Files;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Pretrained.Catalog;

/// <summary>A download ends with the right file under its final name, or with a clear error and nothing there.</summary>
[TestClass]
public sealed class DownloadTests
{
    private const string FileName = "net-0000.pth";

    private static readonly byte[] Content = MakeContent();
    private static readonly DownloadOptions Quick = new()
    {
        Attempts = 3,
        Timeout = TimeSpan.FromSeconds(5),
        FirstPause = TimeSpan.FromMilliseconds(1),
    };

    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void Clean() => folder.Dispose();

    [TestMethod]
    public void DownloadsOnceAndFindsTheFileAfterwards()
    {
        using var server = new LoopbackServer((_, from) => Reply.File(Content, from));
        var progress = new List<DownloadProgress>();
        var path = Locate(server, new Recorder(progress));
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(path));
        Assert.AreEqual(Final, path);
        Assert.AreEqual(new DownloadProgress(FileName, Content.Length, Content.Length), progress[^1]);
        Locate(server);
        Assert.AreEqual(1, server.Requests);
        AssertOnlyTheFinalFile();
    }

    [TestMethod]
    public void GoesOnWhereTheConnectionBroke()
    {
        var starts = new List<long>();
        using var server = new LoopbackServer((request, from) =>
        {
            starts.Add(from);
            return request < 6 ? Reply.File(Content, from).CutAfter(50_000) : Reply.File(Content, from);
        });
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Locate(server)));
        Assert.AreEqual(0, starts[0]);
        Assert.IsGreaterThan(0, starts[^1]);
    }

    [TestMethod]
    public void GoesOnWithWhatAnEarlierProcessLeft()
    {
        Leave(Content[..100_000]);
        using var server = new LoopbackServer((_, from) => from == 100_000 ? Reply.File(Content, from) : Reply.Error("400 Bad Request"));
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Locate(server)));
        AssertOnlyTheFinalFile();
    }

    [TestMethod]
    public void KeepsAWholeFileThatOnlyLacksItsName()
    {
        Leave(Content);
        using var server = new LoopbackServer((_, from) => Reply.File(Content, from));
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Locate(server)));
        Assert.AreEqual(1, server.Requests);
    }

    [TestMethod]
    public void StartsAgainWhereTheRestIsOfAnotherFile()
    {
        Leave(new byte[70_000]);
        using var server = new LoopbackServer((_, from) => Reply.File(Content, from));
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Locate(server)));
        Assert.AreEqual(2, server.Requests);
    }

    [TestMethod]
    public void StartsAgainWhereTheServerKnowsNoRanges()
    {
        Leave(Content[..100_000]);
        using var server = new LoopbackServer((_, _) => Reply.File(Content, 0));
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Locate(server)));
    }

    [TestMethod]
    public void StartsAgainWhereTheRestIsTooLong()
    {
        Leave(new byte[Content.Length + 5]);
        using var server = new LoopbackServer((_, from) => Reply.File(Content, from));
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Locate(server)));
    }

    [TestMethod]
    public void PassingErrorsAreRetried()
    {
        using var server = new LoopbackServer((request, from) =>
            request < 3 ? Reply.Error("503 Service Unavailable") : Reply.File(Content, from));
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Locate(server)));
    }

    [TestMethod]
    public void NotFoundIsFinal()
    {
        using var server = new LoopbackServer((_, _) => Reply.Error("404 Not Found"));
        AssertFails(server, "404 Not Found");
        Assert.AreEqual(1, server.Requests);
    }

    [TestMethod]
    public void AServerThatStaysBrokenIsGivenUp()
    {
        using var server = new LoopbackServer((_, _) => Reply.Error("500 Internal Server Error"));
        AssertFails(server, "500 Internal Server Error");
        Assert.AreEqual(Quick.Attempts, server.Requests);
    }

    [TestMethod]
    public void AConnectionThatAlwaysBreaksIsGivenUp()
    {
        using var server = new LoopbackServer((_, from) => Reply.File(Content, from).CutAfter(0));
        AssertFails(server, "connection broke");
        Assert.AreEqual(Quick.Attempts, server.Requests);
    }

    [TestMethod]
    public void AWrongHashIsRefused()
    {
        using var server = new LoopbackServer((_, from) => Reply.File(new byte[Content.Length], from));
        AssertFails(server, $"must begin with {HashPrefix}, but is ");
        Assert.AreEqual(1, server.Requests);
    }

    [TestMethod]
    public void AnEndlessAnswerIsStopped()
    {
        using var server = new LoopbackServer((_, _) => new Reply("200 OK", [], new byte[3 * Content.Length]));
        AssertFails(server, $"more than {2 * Content.Length} bytes");
    }

    [TestMethod]
    public void ASilenceWithinTheFileIsGoneOnFrom()
    {
        using var server = new LoopbackServer((request, from) => request == 1
            ? Reply.File(Content, from).CutAfter(100_000) with { Hang = TimeSpan.FromMinutes(1) }
            : Reply.File(Content, from));
        var cache = Cache(Quick with { Timeout = TimeSpan.FromSeconds(0.3) });
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(cache.Locate(Entry(server.Url(FileName)), null, CancellationToken.None)));
        Assert.AreEqual(2, server.Requests);
    }

    [TestMethod]
    public void TheFinalNameIsNeverOnAHalfFile()
    {
        var seen = new List<bool>();
        using var server = new LoopbackServer((request, from) =>
            request < 4 ? Reply.File(Content, from).CutAfter(60_000) : Reply.File(Content, from));
        Locate(server, new Recorder([], _ => seen.Add(File.Exists(Final))));
        CollectionAssert.DoesNotContain(seen, true);
        AssertOnlyTheFinalFile();
    }

    [TestMethod]
    public void TheServersLengthIsReportedWhereThePublishedOneIsRounded()
    {
        var progress = new List<DownloadProgress>();
        using var server = new LoopbackServer((_, from) => Reply.File(Content, from));
        Leave(Content[..100_000]);
        var entry = Entry(server.Url(FileName)) with { Size = Content.Length + 321 };
        Cache(Quick).Locate(entry, new Recorder(progress), CancellationToken.None);
        Assert.AreEqual(new DownloadProgress(FileName, Content.Length, Content.Length), progress[^1]);
    }

    [TestMethod]
    public void ASilentServerIsGivenUp()
    {
        using var server = new LoopbackServer((_, from) => Reply.File(Content, from) with { Silence = TimeSpan.FromMinutes(1) });
        AssertFails(server, "silent for 0.3 seconds", Quick with { Timeout = TimeSpan.FromSeconds(0.3) });
    }

    [TestMethod]
    public void WithoutAConnectionTheErrorSaysWhatToDo()
    {
        Uri url;
        using (var server = new LoopbackServer((_, _) => Reply.Error("404"))) url = server.Url(FileName);
        var error = Assert.ThrowsExactly<WeightsException>(() => Cache(Quick).Locate(Entry(url), null, CancellationToken.None));
        StringAssert.Contains(error.Message, $"download that file elsewhere, put it at '{Final}'");
        StringAssert.Contains(error.Message, url.ToString());
    }

    [TestMethod]
    public void CancellingKeepsWhatHasCome()
    {
        using var cancel = new CancellationTokenSource();
        using var server = new LoopbackServer((_, from) => Reply.File(Content, from));
        var stopper = new Recorder([], progress => { if (progress.BytesDone >= 100_000) cancel.Cancel(); });
        Assert.Throws<OperationCanceledException>(() => Cache(Quick).Locate(Entry(server.Url(FileName)), stopper, cancel.Token));
        Assert.IsFalse(File.Exists(Final));
        Assert.IsGreaterThanOrEqualTo(100_000, new FileInfo(Final + ".partial").Length);
    }

    [TestMethod]
    public void TwoAtOnceDownloadOnce()
    {
        using var server = new LoopbackServer((_, from) => Reply.File(Content, from) with { Silence = TimeSpan.FromMilliseconds(300) });
        var paths = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Locate(server)))).GetAwaiter().GetResult();
        Assert.IsTrue(paths.All(x => x == Final));
        Assert.AreEqual(1, server.Requests);
        AssertOnlyTheFinalFile();
    }

    [TestMethod]
    public void ACachedFileWithAnotherHashIsNamed()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Final)!);
        File.WriteAllText(Final, "something else");
        using var server = new LoopbackServer((_, from) => Reply.File(Content, from));
        var error = Assert.ThrowsExactly<WeightsException>(() => Locate(server));
        StringAssert.Contains(error.Message, $"'{Final}' is not the file");
        StringAssert.Contains(error.Message, "Delete the file");
        Assert.AreEqual(0, server.Requests);
    }

    [TestMethod]
    public void AFullDiskIsNamedAndLeavesNoFinalFile()
    {
        using var disk = SmallDisk.Mount();
        using var server = new LoopbackServer((_, from) => Reply.File(Content, from));
        var (cache, path) = (new HubCache(Path.GetDirectoryName(disk.File(FileName))!, new Downloader(new HttpClient(), Quick)), disk.File(FileName));
        var error = Assert.ThrowsExactly<WeightsException>(() => cache.Locate(Entry(server.Url(FileName)), null, CancellationToken.None));
        StringAssert.Contains(error.Message, $"Cannot write '{path}'");
        Assert.IsFalse(File.Exists(path));
        Assert.ThrowsExactly<UnwritableFileException>(() => cache.Keep(Entry(server.Url(FileName)), new MemoryStream(Content)));
        Assert.IsFalse(File.Exists(path));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void AnUnwritableCacheIsNamed()
    {
        using var server = new LoopbackServer((_, from) => Reply.File(Content, from));
        var cache = new HubCache("/proc/none", new Downloader(new HttpClient(), Quick));
        Assert.IsFalse(new NamedWeights(Entry(server.Url(FileName)), cache).IsHere);
        var error = Assert.ThrowsExactly<WeightsException>(() => cache.Locate(Entry(server.Url(FileName)), null, CancellationToken.None));
        StringAssert.Contains(error.Message, "TORCH_HOME");
    }

    [TestMethod]
    [DataRow("TORCH_HOME=/t XDG_CACHE_HOME=/x HOME=/h", "/t/hub/checkpoints")]
    [DataRow("XDG_CACHE_HOME=/x HOME=/h", "/x/torch/hub/checkpoints")]
    [DataRow("HOME=/h", "/h/.cache/torch/hub/checkpoints")]
    [DataRow("TORCH_HOME= HOME=/h", "/h/.cache/torch/hub/checkpoints")]
    [OSCondition(OperatingSystems.Linux)]
    public void TheFolderIsPyTorchs(string environment, string expected)
    {
        var variables = environment.Split(' ').Select(x => x.Split('=')).ToDictionary(x => x[0], x => x[1]);
        Assert.AreEqual(expected, HubCache.FolderFrom(name => variables.GetValueOrDefault(name)));
    }

    private static string HashPrefix => Convert.ToHexStringLower(SHA256.HashData(Content))[..8];

    private string Final => Path.Combine(folder.Path, "hub", FileName);

    private HubCache Cache(DownloadOptions options) => new(Path.GetDirectoryName(Final)!, new Downloader(new HttpClient(), options));

    private string Locate(LoopbackServer server, IProgress<DownloadProgress>? progress = null) =>
        Cache(Quick).Locate(Entry(server.Url(FileName)), progress, CancellationToken.None);

    private void Leave(byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Final)!);
        File.WriteAllBytes(Final + ".partial", content);
    }

    private void AssertFails(LoopbackServer server, string message, DownloadOptions? options = null)
    {
        var error = Assert.ThrowsExactly<WeightsException>(
            () => Cache(options ?? Quick).Locate(Entry(server.Url(FileName)), null, CancellationToken.None));
        StringAssert.Contains(error.Message, message);
        StringAssert.Contains(error.Message, "test.net");
        Assert.IsEmpty(Directory.GetFiles(Path.GetDirectoryName(Final)!));
    }

    private void AssertOnlyTheFinalFile() =>
        CollectionAssert.AreEqual(new[] { Final }, Directory.GetFiles(Path.GetDirectoryName(Final)!));

    private static WeightsEntry Entry(Uri url) => new()
    {
        Name = "test.net",
        Network = "resnet18",
        Url = url,
        Sha256Prefix = HashPrefix,
        Size = Content.Length,
        Classes = 10,
        Top1 = 1,
        Top5 = 2,
        Licence = "none",
        InputSpec = InputSpec.ImageNet,
    };

    private static byte[] MakeContent()
    {
        var content = new byte[300_000];
        new Random(5).NextBytes(content);
        return content;
    }

    /// <summary>Unlike <see cref="Progress{T}"/>, reports before the next byte is read.</summary>
    private sealed class Recorder(List<DownloadProgress> reports, Action<DownloadProgress>? react = null) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            reports.Add(value);
            react?.Invoke(value);
        }
    }
}
