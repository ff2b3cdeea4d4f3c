using System.Globalization;

namespace Toolkit.Reporting;

/// <summary>Where a training stands.</summary>
/// <param name="Epoch">The epoch under way, from 1.</param>
/// <param name="Epochs">Number of epochs.</param>
/// <param name="Iteration">Steps of this epoch that are done.</param>
/// <param name="Iterations">Steps of an epoch.</param>
/// <param name="Phase">Name of the phase, such as "frozen"; "" for none.</param>
/// <param name="ImagesPerSecond">Training images per second.</param>
/// <param name="Loss">The present loss.</param>
/// <param name="Accuracy">Share of right answers in this epoch, 0 to 1.</param>
/// <param name="LearningRate">The present learning rate.</param>
/// <param name="TimeLeft">Estimated time to the end.</param>
public sealed record Progress(
    int Epoch, int Epochs, int Iteration, int Iterations, string Phase, double ImagesPerSecond, double Loss, double Accuracy,
    double LearningRate, TimeSpan TimeLeft);

/// <summary>
/// Shows progress on one line of the terminal that is written over again and again, at most ten times a second. Where
/// the output goes into a file or a pipe, it is a plain line every ten seconds instead. May be called from several threads.
/// </summary>
public sealed class ProgressLine : IDisposable
{
    private const int BarLength = 20, DefaultWidth = 120;

    private static readonly TimeSpan LiveInterval = TimeSpan.FromSeconds(0.1), PlainInterval = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly TextWriter output;
    private readonly TimeProvider clock;
    private readonly bool live;
    private long? lastShown;
    private int shownLength;

    /// <summary>Sets up the line; nothing is written yet.</summary>
    /// <param name="output">Null: the console.</param>
    /// <param name="live">Whether the line is written over; null: when the output is a terminal.</param>
    /// <param name="clock">Null: the system's.</param>
    public ProgressLine(TextWriter? output = null, bool? live = null, TimeProvider? clock = null)
    {
        this.output = output ?? Console.Out;
        this.live = live ?? (output is null && IsTerminal());
        this.clock = clock ?? TimeProvider.System;
    }

    /// <summary>Shows the state, unless the last one was shown a moment ago.</summary>
    public void Show(Progress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        lock (gate)
        {
            var interval = live ? LiveInterval : PlainInterval;
            if (lastShown is { } last && clock.GetElapsedTime(last) < interval) return;
            lastShown = clock.GetTimestamp();
            if (live) Overwrite(Describe(progress));
            else output.WriteLine(Describe(progress));
        }
    }

    /// <summary>Writes a line that stays, such as the result of an epoch; a live line moves below it.</summary>
    public void WriteLine(string text)
    {
        lock (gate)
        {
            Clear();
            output.WriteLine(text);
        }
    }

    /// <summary>Takes a live line away.</summary>
    public void Dispose()
    {
        lock (gate) Clear();
    }

    /// <summary>
    /// The line's text: <c>epoch 3/15 frozen [=====>    ] 45 %  1,234 images/s  loss 0.5123  accuracy 81.25 %  rate 0.001  1:23
    /// left</c>.
    /// </summary>
    public static string Describe(Progress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var share = progress.Iterations > 0 ? Math.Clamp((double)progress.Iteration / progress.Iterations, 0, 1) : 0;
        var phase = progress.Phase.Length > 0 ? $" {progress.Phase}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {progress.Epoch}/{progress.Epochs}{phase} {Bar(share)} {share * 100:F0} %  {progress.ImagesPerSecond:N0} images/s  " +
            $"loss {progress.Loss:F4}  accuracy {progress.Accuracy * 100:F2} %  rate {progress.LearningRate:0.######}  " +
            $"{Duration(progress.TimeLeft)} left");
    }

    private static string Bar(double share)
    {
        var filled = (int)(share * BarLength);
        var head = filled < BarLength ? ">" : "";
        return $"[{new string('=', filled)}{head}".PadRight(BarLength + 1) + "]";
    }

    private static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? $"{(int)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2}"
        : $"{time.Minutes}:{time.Seconds:D2}";

    private static bool IsTerminal() => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>A line longer than the terminal is wide would wrap, and could not be written over.</summary>
    private void Overwrite(string text)
    {
        var width = Math.Max(20, TerminalWidth() - 1);
        if (text.Length > width) text = text[..width];
        output.Write('\r' + text.PadRight(shownLength));
        output.Flush();
        shownLength = text.Length;
    }

    private void Clear()
    {
        if (shownLength == 0) return;
        output.Write('\r' + new string(' ', shownLength) + '\r');
        output.Flush();
        shownLength = 0;
    }

    private static int TerminalWidth()
    {
        try
        {
            return Console.IsOutputRedirected || Console.WindowWidth < 1 ? DefaultWidth : Console.WindowWidth;
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }
}
