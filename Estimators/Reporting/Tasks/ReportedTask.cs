using Toolkit.Data;
using Toolkit.Estimators.Reporting.Html;

namespace Toolkit.Estimators.Reporting.Tasks;

/// <summary>What page and model card tell of a model that depends on what it says of images.</summary>
/// <param name="report">All facts.</param>
internal abstract class ReportedTask(TrainingReport report)
{
    /// <summary>Below so many images, figures say little, and so few to learn from are few.</summary>
    protected const int FewImages = 30;

    private const int MostNames = 20;

    public static ReportedTask Of(TrainingReport report) => report.Task switch
    {
        LearningTask.MultiLabel => new ReportedLabels(report),
        LearningTask.Regression => new ReportedNumbers(report),
        _ => new ReportedClasses(report),
    };

    protected TrainingReport Report => report;

    /// <summary>What the model is, for the title.</summary>
    public abstract string Kind { get; }

    /// <summary>What its outputs stand for.</summary>
    public abstract (string One, string Several) Output { get; }

    /// <summary>What it does, the beginning of a sentence.</summary>
    public abstract string Purpose { get; }

    /// <summary>How many rows were left out of the evaluation; null where there was none.</summary>
    public abstract long? SkippedRows { get; }

    /// <summary>Whether the model was evaluated on images that it has never seen.</summary>
    public bool IsEvaluated => SkippedRows is not null;

    /// <summary>How many of its outputs, in words.</summary>
    public string Outputs => ReportText.Plural(report.ClassNames.Count, Output.One, Output.Several);

    /// <summary>Other things that must be known of the evaluation; none as a rule.</summary>
    public virtual IEnumerable<string> Notes() => [];

    /// <summary>The most important figures of the evaluation, with a remark each that says what they mean.</summary>
    public abstract IEnumerable<(string Name, string Value, string Remark)> Figures();

    /// <summary>The figures of every output, as a table of the card; null: there are none.</summary>
    public abstract (IReadOnlyList<string> Header, IEnumerable<IEnumerable<string>> Rows)? Table();

    /// <summary>The sections of the page about the evaluation; null: nothing to show.</summary>
    public abstract IEnumerable<ReportSection?> Sections();

    /// <summary>What it does with an image unlike those that it knows, in a sentence.</summary>
    public abstract string LimitOfKnowledge { get; }

    /// <summary>How far the figures can be trusted, in sentences.</summary>
    public abstract IEnumerable<string> LimitsOfFigures();

    /// <summary>What a program makes of an answer, and the answer's members.</summary>
    public abstract (string Use, string Members) Program { get; }

    /// <summary>Fields that a program has to give besides the image.</summary>
    public virtual string Inputs => "";

    public IEnumerable<string> LimitsOfData()
    {
        if (report.Data.FirstOrDefault() is not { } training) yield break;
        string[] few = [.. report.ClassNames.Where(name => training.Counts.GetValueOrDefault(name) < FewImages)];
        if (few.Length > 0) yield return $"It learned these {Output.Several} from fewer than {FewImages} images each: {Names(few)}.";
    }

    /// <summary>A sentence about the outputs with few images in the evaluation, or none.</summary>
    protected IEnumerable<string> FewToJudgeBy(IEnumerable<(string Name, long Support)> outputs)
    {
        string[] few = [.. outputs.Where(output => output.Support < FewImages).Select(output => output.Name)];
        if (few.Length > 0) yield return $"The figures of these {Output.Several} rest on fewer than {FewImages} images each: {Names(few)}.";
    }

    private static string Names(IReadOnlyList<string> names) => names.Count <= MostNames
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(MostNames))}, and {ReportText.Count(names.Count - MostNames)} others";
}
