using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Microsoft.Playwright.MSTest;
using Toolkit.Estimators.Reporting;
using Toolkit.Images;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Reporting;

/// <summary>
/// The page as a browser shows it: Debian's Chromium, headless, at the widths of a telephone and a desk, light and dark. Contrast, headings,
/// tables and texts of pictures are judged by axe-core.
/// </summary>
[TestClass]
public sealed class ReportInChromiumTests : PlaywrightTest
{
    private const string Chromium = "/usr/bin/chromium";

    private const int Narrow = 380, Wide = 1280;

    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    public static IEnumerable<object[]> Looks =>
        from width in new[] { Narrow, Wide }
        from colours in new[] { ColorScheme.Light, ColorScheme.Dark }
        select new object[] { width, colours };

    [TestMethod]
    [DynamicData(nameof(Looks))]
    public async Task ARealRunIsShownWithoutErrorsOrRequests(int width, ColorScheme colours)
    {
        await using var shown = await Open(ReportedRun.Shared.Report, width, colours);
        Assert.IsEmpty(shown.Troubles, string.Join('\n', shown.Troubles));
        Assert.AreEqual(0, await shown.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));

        var curves = shown.Page.Locator("#curves ~ .curves svg");
        Assert.AreEqual(4, await curves.CountAsync());
        foreach (var curve in await curves.AllAsync())
        {
            await Expect(curve).ToBeVisibleAsync();
            Assert.IsGreaterThan(width == Narrow ? 300 : 400, (await curve.BoundingBoxAsync())!.Width);
            Assert.IsGreaterThan(100, await PixelsOf(curve, "--curve-blue"), "A line is drawn, and not behind a clip path of another figure.");
        }
        foreach (var cell in await shown.Page.Locator(".matrix td").AllAsync()) await Expect(cell).ToBeVisibleAsync();
        foreach (var picture in await shown.Page.Locator(".pictures img").AllAsync())
            Assert.AreEqual(28, await picture.EvaluateAsync<int>("image => image.naturalWidth"));
        await Expect(shown.Page.Locator(".reliability .accuracy").First).ToBeVisibleAsync();
        Assert.IsGreaterThanOrEqualTo(9, await shown.Page.Locator("svg text").EvaluateAllAsync<double>(
            "texts => Math.min(...texts.map(text => parseFloat(getComputedStyle(text).fontSize) * Math.hypot(text.getScreenCTM().a, text.getScreenCTM().b)))"),
            "Letters of pictures can be read, as small as these are.");
    }

    [TestMethod]
    [DataRow(Narrow, ColorScheme.Light)]
    [DataRow(Wide, ColorScheme.Dark)]
    public async Task AxeFindsNoFault(int width, ColorScheme colours)
    {
        await using var shown = await Open(ReportedRun.Shared.Report with { Search = ReportedRun.Search }, width, colours);
        Assert.AreEqual(0, await shown.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        foreach (var details in await shown.Page.Locator("details").AllAsync()) await details.EvaluateAsync("details => details.open = true");
        var faults = (await shown.Page.RunAxe()).Violations;
        Assert.IsEmpty(faults, string.Join('\n', faults.SelectMany(fault => fault.Nodes.Take(5).Select(node =>
            $"{fault.Id}: {fault.Help}\n  {node.Html}\n  {string.Join("; ", node.Any.Select(check => check.Message))}"))));
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(30)]
    [DataRow(100)]
    public async Task AnyNumberOfClassesFitsATelephone(int classes)
    {
        await using var shown = await Open(
            ReportedRun.Shared.Report with { Metrics = ManyClasses.Metrics(classes), Mistakes = [] }, Narrow, ColorScheme.Light);
        Assert.IsEmpty(shown.Troubles);
        Assert.AreEqual(0, await shown.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        await Expect(shown.Page.Locator("#confusion ~ .scroll table")).ToBeVisibleAsync();
    }

    [TestMethod]
    public async Task AMatrixCellIsAsDarkAsItsShare()
    {
        await using var shown = await Open(ReportedRun.Shared.Report with { Metrics = ManyClasses.Metrics(3), Mistakes = [] }, Wide, ColorScheme.Light);
        var colours = await shown.Page.Locator(".matrix td").EvaluateAllAsync<string[]>("cells => cells.map(cell => getComputedStyle(cell).backgroundColor)");
        // Class 1 is always taken for class 2: nothing of its line is right, and class 0 is right in 7 of 10.
        StringAssert.EndsWith(colours[3 + 1], ", 0)");
        Assert.DoesNotContain("rgba", colours[3 + 2], "A share of 1 covers the page.");
        StringAssert.EndsWith(colours[0], ", 0.7)");
    }

    private async Task<ShownPage> Open(TrainingReport report, int width, ColorScheme colours)
    {
        if (!File.Exists(Chromium)) Assert.Inconclusive($"{Chromium} is missing: apt-get install chromium");
        report.SaveHtml(folder.File("report.html"));
        var browser = await Playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
        // axe-core is a script, which the page's policy forbids.
        var page = await browser.NewPageAsync(new() { ColorScheme = colours, ViewportSize = new() { Width = width, Height = 900 }, BypassCSP = true });
        var shown = new ShownPage(browser, page);
        await page.GotoAsync(new Uri(folder.File("report.html")).AbsoluteUri);
        return shown;
    }

    /// <summary>How many pixels of an element have the colour of a variable of the style sheet.</summary>
    private static async Task<int> PixelsOf(ILocator element, string variable)
    {
        const int near = 3;
        var colour = await element.EvaluateAsync<string>("(element, name) => getComputedStyle(element).getPropertyValue(name).trim()", variable);
        var wanted = Convert.FromHexString(colour.TrimStart('#'));
        var image = new ImageBuffer();
        ImageDecoder.Decode(await element.ScreenshotAsync(), "screenshot", image);
        var planes = Enumerable.Range(0, 3).Select(channel => image.Plane(channel).ToArray()).ToArray();
        return Enumerable.Range(0, image.Width * image.Height)
            .Count(i => Enumerable.Range(0, 3).All(channel => Math.Abs(planes[channel][i] - wanted[channel]) <= near));
    }

    /// <summary>A page with everything that went wrong while it was opened.</summary>
    private sealed class ShownPage : IAsyncDisposable
    {
        private readonly IBrowser browser;

        public ShownPage(IBrowser browser, IPage page)
        {
            (this.browser, Page) = (browser, page);
            page.Console += (_, message) => Troubles.Add($"console: {message.Text}");
            page.PageError += (_, error) => Troubles.Add($"script: {error}");
            page.Dialog += (_, dialog) => Troubles.Add($"dialog: {dialog.Message}");
            page.Request += (_, request) =>
            {
                if (!request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.IsNavigationRequest) Troubles.Add($"request: {request.Url}");
            };
        }

        public IPage Page { get; }

        public List<string> Troubles { get; } = [];

        public ValueTask DisposeAsync() => browser.DisposeAsync();
    }
}
