using Toolkit.Training;

namespace Toolkit.Estimators.Reporting;

/// <summary>What the page and the model card both tell of a search.</summary>
internal static class SearchFacts
{
    /// <summary>The table's columns, and whether they hold text rather than numbers.</summary>
    public static readonly (string Name, bool IsText)[] Columns =
    [
        ("Network", true), ("Weights", true), ("Rate of the head", false), ("Augmentation of the head's epochs", true), ("Rounds", false),
        ("Epochs of the last", false), ("Validation loss", false), ("Validation accuracy", false), ("Features", false), ("Head", false), ("Remark", true),
    ];

    /// <summary>What was chosen, and how far the figures can be trusted.</summary>
    public static IEnumerable<string> Sentences(SearchResult search)
    {
        yield return search.Reason;
        yield return "The validation images chose, so what they say of the chosen one is rather too good. Candidates of one network and augmentation share the "
            + "features and their time.";
    }

    /// <summary>A candidate's cells.</summary>
    public static IEnumerable<string> Row(SearchTrial trial)
    {
        yield return trial.Network;
        // Where on the machine a file is, is nobody's business.
        yield return Path.GetFileName(trial.Weights);
        yield return ReportText.Rate(trial.LearningRate);
        yield return trial.AugmentedVersions == 0 ? "none" : ReportText.Plural(trial.AugmentedVersions, "random version", "random versions");
        yield return ReportText.Count(trial.Rounds);
        yield return ReportText.Count(trial.Epochs);
        yield return ReportText.Loss(trial.ValidationLoss);
        yield return ReportText.Percent(trial.ValidationAccuracy);
        yield return Time(trial.FeatureSeconds);
        yield return Time(trial.Seconds);
        yield return trial.IsChosen ? "chosen" : trial.Remark ?? "";
    }

    private static string Time(double seconds) => seconds > 0 ? ReportText.Duration(TimeSpan.FromSeconds(seconds)) : ReportText.None;
}
