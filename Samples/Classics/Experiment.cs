namespace Toolkit.Samples.Classics;

/// <summary>One experiment of a textbook or a paper.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Shows">What one sees in it, and where it is from.</param>
internal abstract record Experiment(string Name, string Shows)
{
    /// <summary>The figure that was published, or the bounds that a run has to keep, in words.</summary>
    public abstract string Published { get; }

    /// <summary>Whether some minutes on two cores are enough for all of it; else it is short unless <c>--full</c> is given.</summary>
    public abstract bool IsQuick { get; }

    /// <summary>Runs it, and prints how it goes.</summary>
    public abstract Outcome Run(Session session);
}

/// <summary>What an experiment came to.</summary>
/// <param name="Reached">In words.</param>
/// <param name="HoldsFigure">Whether it keeps its bounds; null where they do not apply, as in a short run.</param>
internal sealed record Outcome(string Reached, bool? HoldsFigure);
