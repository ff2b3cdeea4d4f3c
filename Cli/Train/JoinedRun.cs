using Toolkit.Cli.Data;
using Toolkit.Training;

namespace Toolkit.Cli.Train;

/// <summary>
/// A run that rank 0 has begun, or goes on with, as another rank takes part in it: what rank 0 chose holds for all, and only images and weights are to be on
/// this host as well.
/// </summary>
internal static class JoinedRun
{
    /// <summary>Tells the other ranks what to train.</summary>
    public static void Announce(IGradientExchange ranks, TrainingJob job)
    {
        ranks.Share(job.Config.ToString());
        ranks.Share(job.Folder.FullPath);
    }

    /// <summary>Waits for what rank 0 announces.</summary>
    public static TrainingJob Join(IGradientExchange ranks, Report report, CancellationToken cancellation)
    {
        var config = RunConfig.Parse(ranks.Share(""), "What rank 0 sent");
        var folder = RunFolder.OfRank0(ranks.Share(""));
        return new TrainingJob(config, folder, CheckedImages.Open(config.Photos, config.Validation, config.Labels, report, cancellation), ranks, report);
    }
}
