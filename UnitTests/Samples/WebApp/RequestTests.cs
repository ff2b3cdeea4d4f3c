using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using SkiaSharp;
using Toolkit.Images;
using Toolkit.UnitTests.Images;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Samples.WebApp;

/// <summary>The API, as its clients and those who mean it ill see it.</summary>
[TestClass]
public sealed class RequestTests
{
    private static readonly string[] ExampleLabels = ["cherry", "banana", "apple", "pear", "orange", "banana", "pear", "apple"];

    private static WebAppProcess App => WebAppProcess.Shared;

    [TestMethod]
    public void BeforeTheFirstModelItSaysSo()
    {
        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, App.BeforeTheFirstModel["/health"].StatusCode);
        var model = App.BeforeTheFirstModel["/model"];
        AssertProblem(model, HttpStatusCode.ServiceUnavailable, "still being trained");
        Assert.IsNotNull(model.Headers.RetryAfter);
    }

    [TestMethod]
    public async Task DrawingsItHasNotSeenAreAnsweredRight()
    {
        Assert.AreEqual("Healthy", await App.Client.GetStringAsync("/health"));
        var right = 0;
        for (var number = 1; number <= ExampleLabels.Length; number++)
        {
            var answer = await App.Predict(await App.Example(number));
            var probabilities = Probabilities(answer);
            Assert.AreEqual(1, probabilities.Sum(), 1e-4);
            CollectionAssert.AreEqual(probabilities.OrderDescending().ToArray(), probabilities);
            if (answer.GetProperty("classes")[0].GetProperty("name").GetString() == ExampleLabels[number - 1]) right++;
        }
        Assert.IsGreaterThanOrEqualTo(7, right);
    }

    [TestMethod]
    public async Task BytesAndFormsGetTheSameAnswerWhateverTheyCallThemselves()
    {
        var image = await App.Example(1);
        var expected = (await App.Predict(image)).ToString();

        Assert.AreEqual(expected, (await WebAppProcess.Json(await App.Post("/predict", image, "text/html"))).ToString());
        using var form = new MultipartFormDataContent { { new ByteArrayContent(image), "whatever", "../../../evil.exe" } };
        Assert.AreEqual(expected, (await WebAppProcess.Json(await App.Client.PostAsync("/predict", form))).ToString());
    }

    [TestMethod]
    public async Task WhatNoClassIsProbableEnoughForIsNoneOfThese()
    {
        var threshold = (await WebAppProcess.Json(await App.Client.GetAsync("/model"))).GetProperty("rejectThreshold").GetSingle();
        Assert.IsGreaterThan(0.5f, threshold);
        var (first, second) = (await App.Example(3), await App.Example(2));
        var (answered, rejected) = (0, 0);
        for (var share = 0; share <= 20; share++)
        {
            var answer = await App.Predict(Uploads.Blend(first, second, share / 20f));
            var isAnswered = answer.GetProperty("label").ValueKind == JsonValueKind.String;
            Assert.AreEqual(Probabilities(answer)[0] >= threshold, isAnswered, answer.ToString());
            if (isAnswered) answered++;
            else rejected++;
        }
        Assert.IsGreaterThan(0, rejected, "Halfway between an apple and a banana it is neither.");
        Assert.IsGreaterThan(0, answered);
    }

    [TestMethod]
    public async Task WhatIsNoImageIsRefusedByItsContent()
    {
        AssertProblem(await App.Post("/predict", "<script>alert(1)</script>"u8.ToArray(), "image/jpeg"), HttpStatusCode.UnprocessableEntity, "no image");
        AssertProblem(await App.Post("/predict", "GIF89a0000000000000"u8.ToArray(), "image/jpeg"), HttpStatusCode.UnprocessableEntity, "no image");
        var image = await App.Example(1);
        AssertProblem(await App.Post("/predict", image[..(image.Length / 2)]), HttpStatusCode.UnprocessableEntity, "cut off");
        AssertProblem(await App.Post("/predict", []), HttpStatusCode.BadRequest, "no image");
        AssertProblem(await App.Post("/predict", image, "multipart/form-data; boundary=none"), HttpStatusCode.BadRequest);
        using var two = new MultipartFormDataContent { { new ByteArrayContent(image), "a", "a" }, { new ByteArrayContent(image), "b", "b" } };
        AssertProblem(await App.Client.PostAsync("/predict", two), HttpStatusCode.BadRequest, "2 files");
    }

    [TestMethod]
    public async Task TooManyBytesAreRefused()
    {
        var large = TestImages.Encoded(SKEncodedImageFormat.Png, 400, 400).Concat(new byte[WebAppProcess.MostBytes + 100_000]).ToArray();
        AssertProblem(await App.Post("/predict", large), HttpStatusCode.RequestEntityTooLarge);
        using var chunked = new StreamContent(new MemoryStream(large));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/predict") { Content = chunked, Headers = { TransferEncodingChunked = true } };
        AssertProblem(await App.Client.SendAsync(request), HttpStatusCode.RequestEntityTooLarge);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(large[..(WebAppProcess.MostBytes + 1000)]), "image", "image" } };
        AssertProblem(await App.Client.PostAsync("/predict", form), HttpStatusCode.RequestEntityTooLarge, "at most 300000");
    }

    /// <summary>20,000 × 20,000 pixels in 50 KB: decoded, they would take 1.6 GB.</summary>
    [TestMethod]
    public async Task ABombIsRefusedBeforeItIsDecoded()
    {
        var bomb = Uploads.Bomb(20_000);
        Assert.IsLessThan(WebAppProcess.MostBytes, bomb.Length);
        await App.Predict(await App.Example(1));
        var before = ProcessMemory.ResidentBytes(App.Process);
        foreach (var path in new[] { "/predict", "/explain" })
            AssertProblem(await App.Post(path, bomb), HttpStatusCode.UnprocessableEntity, "20000×20000");
        AssertProblem(await App.Change(HttpMethod.Post, "/corrections?label=apple", bomb), HttpStatusCode.UnprocessableEntity, "20000×20000");
        Assert.IsLessThan(200L << 20, ProcessMemory.ResidentBytes(App.Process) - before);
    }

    /// <summary>Clients that stop halfway hold their places; more are told to come again, and places of clients that go away are free at once.</summary>
    [TestMethod]
    public async Task MoreRequestsThanAreAllowedAreToldToComeAgain()
    {
        var image = await App.Example(1);
        var slow = new List<TcpClient>();
        for (var i = 0; i < WebAppProcess.MostRequests; i++) slow.Add(await BeginRequest());
        var refused = await PostUntil(image, async response =>
        {
            if (response.IsSuccessStatusCode) slow.Add(await BeginRequest()); // this one may have held the place that the last of them came for
            return !response.IsSuccessStatusCode;
        });
        AssertProblem(refused, HttpStatusCode.TooManyRequests, $"{WebAppProcess.MostRequests}");
        Assert.IsGreaterThanOrEqualTo(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta!.Value);
        Assert.AreEqual("Healthy", await App.Client.GetStringAsync("/health"));

        slow.ForEach(client => client.Dispose());
        await WebAppProcess.Json(await PostUntil(image, response => Task.FromResult(response.StatusCode != HttpStatusCode.TooManyRequests)));
        App.AssertNothingFailed();
    }

    [TestMethod]
    public async Task AHeatMapIsAPictureOfThePartThatTheNetworkSees()
    {
        var wide = TestImages.Encoded(SKEncodedImageFormat.Png, height: 90, width: 180);
        var explanation = await WebAppProcess.Json(await App.Post("/explain?label=banana", wide));

        Assert.AreEqual("banana", explanation.GetProperty("label").GetString());
        var heat = new ImageBuffer();
        ImageDecoder.Decode(explanation.GetProperty("heat").GetBytesFromBase64(), "heat", heat);
        Assert.AreEqual((64, 64), (heat.Width, heat.Height));
        var seen = explanation.GetProperty("seen");
        Assert.AreEqual(0.25, seen.GetProperty("left").GetDouble(), 1e-9);
        Assert.AreEqual(0.5, seen.GetProperty("width").GetDouble(), 1e-9);
        Assert.AreEqual(1, seen.GetProperty("height").GetDouble(), 1e-9);
        AssertProblem(await App.Post("/explain?label=melon", wide), HttpStatusCode.BadRequest, "apple, banana, cherry, orange, pear");
    }

    [TestMethod]
    public async Task EveryResponseSaysWhatThePageMayDo()
    {
        foreach (var path in new[] { "/", "/app.js", "/model", "/missing", "/openapi/v1.json" })
            AssertPageHeaders(await App.Client.GetAsync(path));
    }

    /// <summary>As it stands in a browser's address line and in forms, which ask for HTML.</summary>
    [TestMethod]
    public async Task WhoAsksForHtmlIsToldTheReasonToo()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/predict") { Content = new StringContent("no image") };
        request.Headers.Accept.ParseAdd("text/html");
        AssertProblem(await App.Client.SendAsync(request), HttpStatusCode.UnprocessableEntity, "no image");
    }

    [TestMethod]
    public async Task OtherNamesOfTheMachineAreNotAnswered()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/model") { Headers = { Host = "rebound.example" } };
        Assert.AreEqual(HttpStatusCode.BadRequest, (await App.Client.SendAsync(request)).StatusCode);
    }

    [TestMethod]
    public async Task WhatChangesSomethingTakesThePagesToken()
    {
        var model = (await App.Training()).GetProperty("model").GetInt32();
        var files = Files();
        AssertProblem(await App.Post("/corrections?label=apple", await App.Example(1)), HttpStatusCode.BadRequest);
        AssertProblem(await App.Post("/training", []), HttpStatusCode.BadRequest);
        AssertProblem(await App.Client.DeleteAsync("/training"), HttpStatusCode.BadRequest);
        AssertProblem(await App.Client.DeleteAsync("/corrections/00000000000000000000000000000000"), HttpStatusCode.BadRequest);
        CollectionAssert.AreEqual(files, Files());
        Assert.AreEqual(model, (await App.EndOfTraining()).GetProperty("model").GetInt32());
    }

    [TestMethod]
    public async Task NothingIsStoredButCorrectionsUnderNamesOfTheirOwn()
    {
        var files = Files();
        var image = await App.Example(4);
        await App.Predict(image);
        await App.Post("/explain", image);
        using (var form = new MultipartFormDataContent { { new ByteArrayContent(image), "image", "../../index.html" } })
            await App.Client.PostAsync("/predict", form);
        CollectionAssert.AreEqual(files, Files());

        var kept = await WebAppProcess.Json(await App.Change(HttpMethod.Post, "/corrections?label=banana", image));
        var name = kept.GetProperty("name").GetString()!;
        CollectionAssert.AreEquivalent(new[] { $"corrections/waiting/{name}.jpg", $"corrections/waiting/{name}.txt" }, Files().Except(files).ToArray());
        Assert.AreEqual("banana", await File.ReadAllTextAsync(Path.Combine(App.Folder, $"corrections/waiting/{name}.txt")));
        Assert.AreEqual(1, (await App.Training()).GetProperty("waiting").GetInt32());

        await App.Change(HttpMethod.Post, "/corrections?label=orange", image);
        Assert.AreEqual("orange", await File.ReadAllTextAsync(Path.Combine(App.Folder, $"corrections/waiting/{name}.txt")), "the later one counts");

        Assert.AreEqual(HttpStatusCode.NoContent, (await App.Change(HttpMethod.Delete, $"/corrections/{name}")).StatusCode);
        CollectionAssert.AreEqual(files, Files());
        AssertProblem(await App.Change(HttpMethod.Delete, $"/corrections/{name}"), HttpStatusCode.NotFound);
    }

    [TestMethod]
    public async Task PathsLeadNowhere()
    {
        var files = Files();
        var image = await App.Example(4);
        foreach (var label in new[] { "../../evil", "..%2F..%2Fevil", "melon", "" })
            Assert.AreEqual(HttpStatusCode.BadRequest, (await App.Change(HttpMethod.Post, $"/corrections?label={label}", image)).StatusCode, label);
        foreach (var name in new[] { "..%2F..%2Fmodels%2F000001", "%2E%2E", "0000000000000000000000000000000/", "*" })
            Assert.AreEqual(HttpStatusCode.NotFound, (await App.Change(HttpMethod.Delete, $"/corrections/{name}")).StatusCode, name);
        foreach (var path in new[] { "/..%2Fappsettings.json", "/%2e%2e/appsettings.json", "/appsettings.json", "/examples/9", "/examples/..%2F1" })
            Assert.AreEqual(HttpStatusCode.NotFound, (await App.Client.GetAsync(path)).StatusCode, path);
        CollectionAssert.AreEqual(files, Files());
    }

    /// <summary>A photograph carries place and time; what is stored of it is pixels.</summary>
    [TestMethod]
    public async Task ACorrectionKeepsNoMetadata()
    {
        var image = await App.Example(5);
        byte[] comment = [0xFF, 0xFE, 0, 18, .. "taken at home..."u8];
        byte[] told = [.. image[..2], .. comment, .. image[2..]];
        var kept = await WebAppProcess.Json(await App.Change(HttpMethod.Post, "/corrections?label=orange", told));
        var name = kept.GetProperty("name").GetString();
        var stored = await File.ReadAllBytesAsync(Path.Combine(App.Folder, $"corrections/waiting/{name}.jpg"));
        Assert.AreEqual(-1, stored.AsSpan().IndexOf("taken at home"u8));
        var pixels = new ImageBuffer();
        ImageDecoder.Decode(stored, "stored", pixels);
        Assert.AreEqual((192, 192), (pixels.Width, pixels.Height));
        await App.Change(HttpMethod.Delete, $"/corrections/{name}");
    }

    [TestMethod]
    public async Task ACorrectionKeepsNoMorePixelsThanANetworkLooksAt()
    {
        var kept = await WebAppProcess.Json(await App.Change(HttpMethod.Post, "/corrections?label=orange", Uploads.Bomb(1600)));
        var name = kept.GetProperty("name").GetString();
        var pixels = new ImageBuffer();
        ImageDecoder.DecodeFile(Path.Combine(App.Folder, $"corrections/waiting/{name}.jpg"), pixels);
        Assert.AreEqual((512, 512), (pixels.Width, pixels.Height));
        await App.Change(HttpMethod.Delete, $"/corrections/{name}");
    }

    [TestMethod]
    public async Task TheDocumentDescribesTheApi()
    {
        var document = await App.Client.GetStringAsync("/openapi/v1.json");
        var paths = JsonElement.Parse(document).GetProperty("paths");
        var predict = paths.GetProperty("/predict").GetProperty("post");
        CollectionAssert.AreEquivalent(
            new[] { "application/octet-stream", "image/*", "multipart/form-data" },
            predict.GetProperty("requestBody").GetProperty("content").EnumerateObject().Select(type => type.Name).ToArray());
        CollectionAssert.IsSubsetOf(
            new[] { "200", "400", "413", "422", "429", "503" }, predict.GetProperty("responses").EnumerateObject().Select(each => each.Name).ToArray());
        foreach (var path in new[] { "/explain", "/model", "/corrections", "/corrections/{name}", "/training", "/training/events" })
            Assert.IsTrue(paths.TryGetProperty(path, out _), path);
    }

    /// <summary>Asserts that a response is a problem as JSON, with its reason.</summary>
    private static void AssertProblem(HttpResponseMessage response, HttpStatusCode status, string detail = "")
    {
        var text = response.Content.ReadAsStringAsync().Result;
        Assert.AreEqual(status, response.StatusCode, text);
        Assert.AreEqual("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        AssertPageHeaders(response);
        var problem = JsonElement.Parse(text);
        Assert.AreEqual((int)status, problem.GetProperty("status").GetInt32());
        StringAssert.Contains(problem.GetProperty("detail").GetString(), detail);
    }

    private static void AssertPageHeaders(HttpResponseMessage response)
    {
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        StringAssert.Contains(policy, "default-src 'none'");
        StringAssert.Contains(policy, "frame-ancestors 'none'");
        Assert.DoesNotContain("unsafe", policy);
        Assert.AreEqual("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    private static double[] Probabilities(JsonElement answer) =>
        [.. answer.GetProperty("classes").EnumerateArray().Select(each => each.GetProperty("probability").GetDouble())];

    /// <summary>All files below the folder of the program but its keys, which are made when they are first needed.</summary>
    private static string[] Files() =>
        [.. Directory.GetFiles(App.Folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(App.Folder, path))
            .Where(path => !path.StartsWith("keys", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Asks again and again, but not without end.</summary>
    private static async Task<HttpResponseMessage> PostUntil(byte[] image, Func<HttpResponseMessage, Task<bool>> isIt)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromMinutes(3); await Task.Delay(20))
        {
            var response = await App.Post("/predict", image);
            if (await isIt(response)) return response;
        }
        throw new TimeoutException("It answers as before.");
    }

    /// <summary>A client that announces an image and sends most of one: enough for the shared program's least rate for a quarter of an hour.</summary>
    private static async Task<TcpClient> BeginRequest()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, App.Address.Port);
        var head = string.Create(CultureInfo.InvariantCulture, $"POST /predict HTTP/1.1\r\nHost: 127.0.0.1:{App.Address.Port}\r\nContent-Length: 1000\r\n\r\n");
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + new string('.', 900)));
        return client;
    }
}
