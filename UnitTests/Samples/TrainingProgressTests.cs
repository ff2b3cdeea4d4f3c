using System.Text.RegularExpressions;
using Spectre.Console;
using Toolkit.Samples;
using Toolkit.Training;

namespace Toolkit.UnitTests.Samples;

/// <summary>The samples' progress, on a terminal and in a file.</summary>
[TestClass]
public sealed partial class TrainingProgressTests
{
    private const string Frozen = "epoch  1/12 frozen    loss 1.2346 50.00 %  validation 1.0000 62.50 %  1.5 s best";
    private const string Unfrozen = "epoch  2/12 unfrozen  loss 0.5000  9.38 %  120.0 s";

    [TestMethod]
    public void AFileGetsALineAnEpochAndNothingElse()
    {
        var output = Run(terminal: false, width: 40);
        Assert.AreEqual($"{Frozen}{Environment.NewLine}{Unfrozen}{Environment.NewLine}", output);
    }

    [TestMethod]
    public void ATerminalGetsABarBelowTheEpochs()
    {
        var output = ControlSequences().Replace(Run(terminal: true, width: 100), "");
        StringAssert.Contains(output, Frozen);
        StringAssert.Contains(output, Unfrozen);
        // A quarter of the third of twelve epochs is done.
        StringAssert.Matches(output, new(@"epoch 3/12 unfrozen, loss 0\.2500, 1,234 images/s, 61:05 left \S+ +18%"));
    }

    [TestMethod]
    public void ALineIsNeverWiderThanTheTerminal()
    {
        var lines = ControlSequences().Replace(Run(terminal: true, width: 60), "").Split('\n', '\r');
        Assert.Contains(Frozen[..60], lines);
        foreach (var line in lines) Assert.IsLessThanOrEqualTo(60, line.Length, line);
    }

    [TestMethod]
    public void NumbersThatAreNotFiniteDoNoHarm()
    {
        var output = new StringWriter();
        TrainingProgress.Show(1, progress =>
        {
            progress.OnIteration(new(1, TrainingPhase.Frozen, 1, 1, double.NaN, double.NaN, 0, double.PositiveInfinity, TimeSpan.MaxValue));
            progress.OnEpoch(new(1, TrainingPhase.Frozen, double.NaN, 0, double.NaN, 0, 0, 0, IsBest: false));
            return 0;
        }, Console(output, terminal: true, width: 100));
        StringAssert.Contains(output.ToString(), "loss NaN");
    }

    private static string Run(bool terminal, int width)
    {
        var output = new StringWriter();
        var result = TrainingProgress.Show(12, progress =>
        {
            progress.OnIteration(new(1, TrainingPhase.Frozen, 1, 4, 2, 0.5, 0.001, 500, TimeSpan.FromSeconds(9)));
            progress.OnEpoch(new(1, TrainingPhase.Frozen, 1.23456, 0.5, 1, 0.625, 0.001, 1.5, IsBest: true));
            progress.OnEpoch(new(2, TrainingPhase.Unfrozen, 0.5, 0.09375, null, null, 0.001, 120, IsBest: false));
            progress.OnIteration(new(3, TrainingPhase.Unfrozen, 1, 4, 0.25, 0.5, 0.001, 1234.4, TimeSpan.FromSeconds(61 * 60 + 5)));
            return "trained";
        }, Console(output, terminal, width));
        Assert.AreEqual("trained", result);
        return output.ToString();
    }

    private static IAnsiConsole Console(StringWriter output, bool terminal, int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = terminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = width;
        return console;
    }

    [GeneratedRegex(@"\e\[[0-9;?]*[a-zA-Z]")]
    private static partial Regex ControlSequences();
}
