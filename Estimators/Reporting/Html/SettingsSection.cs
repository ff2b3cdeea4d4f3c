namespace Toolkit.Estimators.Reporting.Html;

/// <summary>The model, and how it was trained.</summary>
internal static class SettingsSection
{
    public static ReportSection Of(TrainingReport report) => new(
        "settings", "Configuration",
        Tag.Facts("Model", ReportFacts.Model(report)),
        report.Settings.Count == 0 ? null : Tag.Facts("Settings of the training", report.Settings.Select(setting => (setting.Key, setting.Value))));
}
