using System.Xml.Linq;
using Toolkit.Training;

namespace Toolkit.Estimators.Reporting.Html;

/// <summary>What a search tried before the training.</summary>
internal static class SearchSection
{
    public static ReportSection Of(SearchResult search) => new(
        "search", "What was tried",
        SearchFacts.Sentences(search).Select(sentence => Tag.Of("p", sentence)),
        Tag.Table("What was tried", "numbers", SearchFacts.Columns.Select(column => Tag.Head("col", Look(column.IsText), column.Name)), search.Trials.Select(Row)));

    private static XElement Row(SearchTrial trial) => Tag.Of("tr", SearchFacts.Row(trial).Zip(SearchFacts.Columns, (cell, column) => (cell, column.IsText))
        .Select((one, number) => number == 0 ? Tag.Head("row", one.cell) : Tag.Of("td", Look(one.IsText), one.cell)));

    private static XAttribute? Look(bool isText) => isText ? Tag.Set("class", "text") : null;
}
