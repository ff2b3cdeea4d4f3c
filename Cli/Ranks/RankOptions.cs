using System.CommandLine;
using Toolkit.Cli.Options;
using Toolkit.Training;

namespace Toolkit.Cli.Ranks;

/// <summary>The processes of a command that <c>mpirun</c> started together: the ranks. Without it there is one.</summary>
internal static class RankOptions
{
    private const double MostMinutes = 7 * 24 * 60;

    /// <summary>How long a rank waits for the others.</summary>
    public static readonly Option<double?> RankTimeout = NumberOption.Between(
        "--rank-timeout", 0, MostMinutes,
        $"Under mpirun: minutes after which processes that do not come are named and all are ended; else {GradientExchange.DefaultTimeout.TotalMinutes:0}");

    /// <summary>The ranks, which wait for one another without end: one may look images over for long, or have a slower host.</summary>
    public static IGradientExchange JoinWithoutTimeout() =>
        GradientExchange.IsUnderMpi ? GradientExchange.Mpi(Timeout.InfiniteTimeSpan) : GradientExchange.None;

    /// <summary>From now on they wait for as long as the command line says.</summary>
    public static void Watch(ParseResult parsed)
    {
        if (GradientExchange.IsUnderMpi) GradientExchange.Mpi(parsed.GetValue(RankTimeout) is { } minutes ? TimeSpan.FromMinutes(minutes) : null);
    }
}
