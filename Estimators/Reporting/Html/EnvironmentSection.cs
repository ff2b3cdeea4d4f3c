namespace Toolkit.Estimators.Reporting.Html;

/// <summary>How long it took, and on what.</summary>
internal static class EnvironmentSection
{
    public static ReportSection Of(TrainingReport report) => new(
        "environment", "Time and environment",
        report.Training is null ? null : Tag.Facts("Time", ReportFacts.Time(report)),
        Tag.Facts("Environment", ReportFacts.Environment(report.Environment)));
}
