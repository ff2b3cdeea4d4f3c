using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Microsoft.Playwright.MSTest;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Samples.WebApp;

/// <summary>The page, in Debian's Chromium. Pictures of it are left in artifacts/web-sample.</summary>
[TestClass]
public sealed partial class PageTests : PlaywrightTest
{
    private const string Chromium = "/usr/bin/chromium";

    private const int Narrow = 390, Wide = 1280;

    private const float Patience = 120_000;

    private readonly List<string> troubles = [];
    private IBrowser? browser;

    private static WebAppProcess App => WebAppProcess.Shared;

    [TestCleanup]
    public async Task Close()
    {
        if (browser is not null) await browser.DisposeAsync();
    }

    [TestMethod]
    [DataRow(Wide, ColorScheme.Light)]
    [DataRow(Wide, ColorScheme.Dark)]
    [DataRow(Narrow, ColorScheme.Light)]
    [DataRow(Narrow, ColorScheme.Dark)]
    public async Task SeveralPhotographsAreAnsweredAndAxeFindsNoFault(int width, ColorScheme colours)
    {
        var page = await Open(width, colours, bypassPolicy: true); // axe is a script, which the page's policy forbids
        var neither = new FilePayload { Name = "neither.png", MimeType = "image/png", Buffer = await Neither() };
        await page.Locator("#files").SetInputFilesAsync([await Upload(1), await Upload(2), neither]);

        var cards = page.Locator(".card");
        await Expect(cards).ToHaveCountAsync(3);
        await Expect(Card(page, "example 1.jpg").Locator("h3")).ToHaveTextAsync("cherry");
        await Expect(Card(page, "neither.png").Locator("h3")).ToHaveTextAsync("none of these");
        await Expect(page.Locator(".bars li")).ToHaveCountAsync(15);
        await AssertBarsAreProbabilities(Card(page, "example 1.jpg"));
        await Card(page, "example 1.jpg").GetByRole(AriaRole.Button, new() { Name = "Heat map" }).ClickAsync();
        await AssertHeatCoversThePhoto(Card(page, "example 1.jpg"));

        Assert.AreEqual(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        await page.ScreenshotAsync(new() { Path = Picture($"{(width == Wide ? "wide" : "narrow")}-{colours}.png"), FullPage = true });
        var faults = (await page.RunAxe()).Violations;
        Assert.IsEmpty(faults, string.Join('\n', faults.SelectMany(fault => fault.Nodes.Select(node => $"{fault.Id}: {fault.Help}\n  {node.Html}"))));
        Assert.IsEmpty(troubles, string.Join('\n', troubles));
    }

    /// <summary>A wrong answer is corrected, the training is followed, and what is on the page is asked anew when the new model answers.</summary>
    [TestMethod]
    public async Task ACorrectionIsLearntWhileThePageLooksOn()
    {
        var page = await Open(Wide, ColorScheme.Light, app: WebAppProcess.Taught);
        await page.EvaluateAsync("""
            window.seen = [];
            const [stage, percent] = ["stage", "percent"].map(id => document.getElementById(id));
            const points = () => document.querySelector("#loss polyline")?.getAttribute("points").split(" ").length ?? 0;
            new MutationObserver(() => seen.push([stage.textContent, percent.textContent, points()])).observe(percent, { childList: true });
            """);
        await page.Locator("#files").SetInputFilesAsync([await Upload(3)]);
        var card = Card(page, "example 3.jpg");
        await Expect(card.Locator("h3")).ToHaveTextAsync(FruitName());
        var before = await card.Locator("h3").TextContentAsync();
        var wrong = before == "cherry" ? "orange" : "cherry";

        await card.GetByRole(AriaRole.Button, new() { Name = wrong, Exact = true }).ClickAsync();
        await Expect(card.Locator(".kept")).ToContainTextAsync($"Kept as {wrong} for the next training.");
        await Expect(page.Locator("#corrections")).ToContainTextAsync("1 correction waits");
        await Expect(page.Locator("#say")).ToContainTextAsync($"Kept as {wrong}");
        var model = int.Parse(Number().Match((await page.Locator("#model-text").TextContentAsync())!).Value, CultureInfo.InvariantCulture);

        await page.GetByRole(AriaRole.Button, new() { Name = "Train with 1 correction" }).ClickAsync();
        var heatMap = card.GetByRole(AriaRole.Button, new() { Name = "Heat map" });
        await heatMap.FocusAsync();
        await Expect(page.Locator("#outcome")).ToContainTextAsync($"Model {model + 1} answers now.");
        await Expect(card.Locator(".file")).ToHaveTextAsync($"example 3.jpg · model {model + 1}");
        await Expect(card.Locator(".kept")).ToContainTextAsync($"Model {model + 1} was trained with this as {wrong}.");
        await Expect(card.Locator(".bars li").First).ToContainTextAsync(wrong);
        await Expect(heatMap).ToBeFocusedAsync();
        await page.ScreenshotAsync(new() { Path = Picture("after-training.png"), FullPage = true });

        var seen = await page.EvaluateAsync<object[][]>("seen");
        var underWay = seen.Where(state => $"{state[0]}".StartsWith("Epoch ", StringComparison.Ordinal) && $"{state[1]}" is not ("0 %" or "100 %"));
        Assert.IsNotEmpty(underWay, "no progress was shown");
        Assert.IsGreaterThanOrEqualTo(2, seen.Select(state => $"{state[2]}").Distinct().Count(), "the curve did not grow");
        await Expect(page.Locator("#loss")).ToHaveAttributeAsync("aria-label", LossLabel());
        Assert.IsEmpty(troubles, string.Join('\n', troubles));
    }

    /// <summary>Reasons stand where one looks, and go when the next attempt succeeds.</summary>
    [TestMethod]
    public async Task WhatIsRefusedSaysSoAndCanBeTriedAgain()
    {
        var page = await Open(Narrow, ColorScheme.Light);
        await page.RouteAsync("**/training", route => Refuse(route, 409, "No images to train on."));
        await page.Locator("#train").ClickAsync();
        await Expect(page.Locator("#refusal")).ToHaveTextAsync("No images to train on.");
        await Expect(page.Locator("#refusal")).ToBeVisibleAsync();

        await page.Locator("#files").SetInputFilesAsync([await Upload(4)]);
        await page.RouteAsync("**/corrections?*", route => Refuse(route, 507, "Enough."), new() { Times = 1 });
        var card = Card(page, "example 4.jpg");
        await card.Locator(".correct button").First.ClickAsync();
        await Expect(card.Locator(".trouble")).ToHaveTextAsync("Enough.");
        await card.Locator(".correct button").First.ClickAsync();
        await Expect(card.Locator(".kept")).ToBeVisibleAsync();
        await Expect(card.Locator(".trouble, .correct")).ToHaveCountAsync(0);
        await card.Locator(".kept button").ClickAsync();
        await Expect(card.Locator(".correct")).ToBeVisibleAsync();
    }

    [TestMethod]
    public async Task AKeyboardIsEnough()
    {
        var page = await Open(Wide, ColorScheme.Light);
        await Expect(page.Locator("#examples button")).ToHaveCountAsync(8);
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".skip")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#files")).ToBeFocusedAsync();
        var outline = await page.Locator("label[for=files]").EvaluateAsync<string>("label => getComputedStyle(label).outlineStyle");
        Assert.AreEqual("solid", outline, "the focus is seen");

        await Tab(page, "#examples li:nth-child(2) button");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".card h3")).ToHaveTextAsync(FruitName());
        await Expect(page.Locator("#say")).ToContainTextAsync("example 2:");
        await Tab(page, ".actions button");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator(".heat.shown")).ToBeVisibleAsync();
        await Expect(page.Locator(".actions button")).ToBeFocusedAsync();
        await Expect(page.Locator(".actions button")).ToHaveAttributeAsync("aria-pressed", "true");

        await Tab(page, ".correct button");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".kept button")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".correct button").First).ToBeFocusedAsync();
        await Expect(page.Locator("#corrections")).Not.ToContainTextAsync("waits");
        await Tab(page, ".close");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".card")).ToHaveCountAsync(0);
        await Expect(page.Locator("#files")).ToBeFocusedAsync();
        Assert.IsEmpty(troubles, string.Join('\n', troubles));
    }

    [TestMethod]
    public async Task NamesAreTextAndWhatIsNoImageSaysSo()
    {
        const string name = "<img src=x onerror=alert(1)>.jpg";
        var page = await Open(Narrow, ColorScheme.Light);
        await page.Locator("#files").SetInputFilesAsync(
        [
            new FilePayload { Name = name, MimeType = "image/jpeg", Buffer = await App.Example(1) },
            new FilePayload { Name = "letter.jpg", MimeType = "image/jpeg", Buffer = "Dear Sir"u8.ToArray() },
        ]);
        await Expect(page.Locator(".card .file").Filter(new() { HasText = "onerror" })).ToContainTextAsync(name);
        await Expect(Card(page, "letter.jpg").Locator(".trouble")).ToContainTextAsync("no image of a known format");
        await Expect(Card(page, "letter.jpg").Locator("h3")).ToHaveTextAsync("No answer");
        Assert.IsEmpty(troubles.Where(trouble => !trouble.Contains("422", StringComparison.Ordinal)), string.Join('\n', troubles));
    }

    private static Task Refuse(IRoute route, int status, string reason) => route.FulfillAsync(
        new() { Status = status, ContentType = "application/problem+json", Body = $$"""{"detail":"{{reason}}"}""" });

    private static ILocator Card(IPage page, string name) => page.GetByRole(AriaRole.Article, new() { Name = name, Exact = true });

    private static async Task<FilePayload> Upload(int number) =>
        new() { Name = $"example {number}.jpg", MimeType = "image/jpeg", Buffer = await App.Example(number) };

    /// <summary>A mixture of two fruits that is neither, for the model that answers now.</summary>
    private static async Task<byte[]> Neither()
    {
        var (first, second) = (await App.Example(3), await App.Example(2));
        for (var share = 0; share <= 40; share++)
        {
            var blend = Uploads.Blend(first, second, share / 40f);
            if ((await App.Predict(blend)).GetProperty("label").GetString() is null) return blend;
        }
        throw new InvalidOperationException("Every mixture has an answer.");
    }

    private async Task<IPage> Open(int width, ColorScheme colours, bool bypassPolicy = false, WebAppProcess? app = null)
    {
        app ??= App;
        if (!File.Exists(Chromium)) Assert.Inconclusive($"{Chromium} is missing: apt-get install chromium");
        await app.EndOfTraining();
        SetDefaultExpectTimeout(Patience);
        browser = await Playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
        var page = await browser.NewPageAsync(new()
        {
            ColorScheme = colours,
            ViewportSize = new() { Width = width, Height = 900 },
            BypassCSP = bypassPolicy,
            ReducedMotion = ReducedMotion.Reduce,
        });
        page.SetDefaultTimeout(Patience);
        page.Console += (_, message) => Note(message.Type is "error" or "warning" ? $"console: {message.Text}" : null);
        page.PageError += (_, error) => Note($"script: {error}");
        page.Dialog += (_, dialog) => Note($"dialog: {dialog.Message}");
        page.Request += (_, request) =>
        {
            var isOurs = request.Url.StartsWith("blob:", StringComparison.Ordinal) || new Uri(request.Url).Authority == app.Address.Authority;
            Note(isOurs ? null : $"request: {request.Url}");
        };
        var response = await page.GotoAsync(app.Address.ToString());
        Assert.AreEqual((int)HttpStatusCode.OK, response!.Status);
        await Expect(page.Locator("#model-text")).ToHaveTextAsync(ModelText());
        return page;
    }

    private void Note(string? trouble)
    {
        if (trouble is not null) troubles.Add(trouble);
    }

    private static async Task AssertBarsAreProbabilities(ILocator card)
    {
        foreach (var bar in await card.Locator(".bars li").AllAsync())
        {
            var told = double.Parse((await bar.Locator(".number").TextContentAsync())!.TrimEnd('%', '\u00a0'), CultureInfo.InvariantCulture);
            var (fill, track) = (await bar.Locator(".fill").BoundingBoxAsync(), await bar.Locator(".track").BoundingBoxAsync());
            Assert.AreEqual(told, 100 * fill!.Width / track!.Width, 2);
        }
    }

    private async Task AssertHeatCoversThePhoto(ILocator card)
    {
        await Expect(card.Locator(".heat.shown")).ToBeVisibleAsync();
        var (heat, photo) = ((await card.Locator(".heat").BoundingBoxAsync())!, (await card.Locator(".sheet img").First.BoundingBoxAsync())!);
        Assert.AreEqual(photo.X, heat.X, 1);
        Assert.AreEqual(photo.Width, heat.Width, 1);
        Assert.AreEqual(photo.Height, heat.Height, 1);
    }

    /// <summary>Presses Tab until an element has the focus, which never gets lost on the way.</summary>
    private static async Task Tab(IPage page, string selector)
    {
        for (var presses = 0; presses < 30; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement === document.querySelector(selector)", selector)) return;
        }
        Assert.Fail($"Tab does not lead to {selector}.");
    }

    private static string Picture(string name) =>
        Path.Combine(Directory.CreateDirectory(Repository.File("artifacts/web-sample")).FullName, name);

    [GeneratedRegex("^(apple|banana|cherry|orange|pear)$")]
    private static partial Regex FruitName();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex("^Model [0-9]+ · 5 classes$")]
    private static partial Regex ModelText();

    [GeneratedRegex("^Loss after epoch 100: [0-9.]+$")]
    private static partial Regex LossLabel();
}
