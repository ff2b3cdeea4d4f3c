namespace Toolkit.Training;

/// <summary>What learns in an epoch.</summary>
public enum TrainingPhase
{
    /// <summary>Only the head.</summary>
    Frozen,

    /// <summary>All layers.</summary>
    Unfrozen,
}
