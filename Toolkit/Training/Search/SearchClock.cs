using System.Diagnostics;

namespace Toolkit.Training;

/// <summary>The time of a search, from now on.</summary>
internal sealed class SearchClock(TimeSpan budget)
{
    /// <summary>The part of the time that features may take; heads learn fast on them.</summary>
    private const double FeatureShare = 0.8;

    private readonly Stopwatch watch = Stopwatch.StartNew();

    /// <summary>Whether the time is up.</summary>
    public bool IsOver => watch.Elapsed >= budget;

    /// <summary>What is left for features; zero or less: nothing.</summary>
    public TimeSpan LeftForFeatures => FeatureShare * budget - watch.Elapsed;
}
