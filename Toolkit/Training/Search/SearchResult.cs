using System.Text.Json.Serialization;

namespace Toolkit.Training;

/// <summary>What a search tried and chose.</summary>
/// <param name="Trials">All candidates: the chosen one, then by rounds and validation loss.</param>
/// <param name="Reason">Why that one was chosen, in a sentence.</param>
public sealed record SearchResult(IReadOnlyList<SearchTrial> Trials, string Reason)
{
    /// <summary>The chosen one.</summary>
    [JsonIgnore]
    public SearchTrial Chosen => Trials.Single(trial => trial.IsChosen);
}
