namespace Toolkit.Estimators.Reporting.Cards;

/// <summary>The model card (Mitchell et al. 2019, "Model cards for model reporting"): what the users of a model should know about it.</summary>
internal static class ModelCard
{
    public static string Of(TrainingReport report) => string.Join("\n", Parts(report)).ReplaceLineEndings("\n");

    private static IEnumerable<string> Parts(TrainingReport report)
    {
        yield return $"# {Markdown.Text(report.Title)}\n";
        yield return $"{report.Subject.Purpose}, made {ReportText.Date(report.Created)} by Toolkit.\n";
        yield return Markdown.Facts(ReportFacts.Model(report));
        yield return "## Figures\n";
        foreach (var note in ReportFacts.Notes(report)) yield return $"- {Markdown.Text(note)}\n";
        yield return Markdown.Facts(ReportFacts.Headline(report).Select(figure => (figure.Name, $"{figure.Value} ({figure.Remark})")));
        if (report.Subject.Table() is { } table) yield return Markdown.Table(table.Header, table.Rows);
        yield return "## Data\n";
        yield return Data(report);
        yield return "## Limits\n";
        yield return string.Concat(ModelLimits.Of(report).Select(limit => $"- {Markdown.Text(limit)}\n"));
        yield return "## Licence\n";
        yield return report.WeightsLicence is { } licence
            ? $"The training began with weights under this licence: {Markdown.Text(licence)}.\n"
            : "The licence of the weights that the training began with is not known. Random weights have none.\n";
        yield return "## How to use it\n";
        yield return UsageExample.Of(report);
        yield return "## Settings\n";
        yield return report.Settings.Count > 0
            ? Markdown.Facts(report.Settings.Select(setting => (setting.Key, setting.Value)))
            : "They were not told.\n";
        if (report.Search is { } search)
        {
            yield return "## What was tried\n";
            foreach (var sentence in SearchFacts.Sentences(search)) yield return $"{Markdown.Text(sentence)}\n";
            yield return Markdown.Table([.. SearchFacts.Columns.Select(column => column.Name)], search.Trials.Select(SearchFacts.Row));
        }
        yield return "## Time and environment\n";
        yield return Markdown.Facts(ReportFacts.Time(report).Concat(ReportFacts.Environment(report.Environment)));
    }

    private static string Data(TrainingReport report)
    {
        var split = report.Split is { } sentence ? Markdown.Text(sentence) + "\n" : "";
        if (report.Data.Count == 0) return split.Length > 0 ? split : "The data was not told.\n";
        var table = Markdown.Table(
            [ReportFacts.DataHeading(report), .. report.Data.Select(part => part.Name)],
            ReportFacts.ClassesOf(report)
                .Select(name => (IEnumerable<string>)
                    [name, .. report.Data.Select(part => ReportText.Count(part.Counts.GetValueOrDefault(name)))])
                .Append(["All", .. report.Data.Select(part => ReportText.Count(part.Images))]));
        return split.Length > 0 ? $"{split}\n{table}" : table;
    }
}
