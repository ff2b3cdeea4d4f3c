using Toolkit.Reporting;

namespace Toolkit.UnitTests.Reporting;

[TestClass]
public sealed class ProgressLineTests
{
    private static Progress At(int iteration) =>
        new(3, 15, iteration, 1000, "frozen", 1234.4, 0.5123, 0.8125, 0.001, TimeSpan.FromSeconds(83));

    [TestMethod]
    public void SaysEverything() => Assert.AreEqual(
        "epoch 3/15 frozen [=========>          ] 45 %  1,234 images/s  loss 0.5123  accuracy 81.25 %  rate 0.001  1:23 left",
        ProgressLine.Describe(At(450)));

    [TestMethod]
    public void ALiveLineIsWrittenOverTenTimesASecond()
    {
        var (output, clock) = (new StringWriter(), new ManualClock());
        var line = new ProgressLine(output, live: true, clock);
        for (var step = 0; step < 100; step++, clock.Now += TimeSpan.FromMilliseconds(10)) line.Show(At(step));
        line.WriteLine("epoch 3 done");
        Assert.AreEqual(10, output.ToString().Split("epoch 3/15").Length - 1);
        Assert.AreEqual(1, output.ToString().Count(c => c == '\n'));
        StringAssert.EndsWith(output.ToString(), "\repoch 3 done" + Environment.NewLine);
    }

    [TestMethod]
    public void AFileGetsAPlainLineEveryTenSeconds()
    {
        var (output, clock) = (new StringWriter(), new ManualClock());
        using (var line = new ProgressLine(output, live: null, clock))
            for (var second = 0; second < 25; second++, clock.Now += TimeSpan.FromSeconds(1)) line.Show(At(second));
        Assert.HasCount(3, output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("\r", output.ToString().ReplaceLineEndings("\n"));
    }

    [TestMethod]
    public void NumbersThatAreNotFiniteDoNoHarm()
    {
        var text = ProgressLine.Describe(new(1, 1, 0, 0, "", double.NaN, double.NaN, double.NaN, 0, TimeSpan.FromHours(30)));
        StringAssert.Contains(text, "30:00:00 left");
    }

    private sealed class ManualClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
