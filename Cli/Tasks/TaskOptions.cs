using System.CommandLine;
using System.Globalization;
using Toolkit.Cli.Options;
using Toolkit.Data;
using Toolkit.Estimators;

namespace Toolkit.Cli.Tasks;

/// <summary>How the command line says what is to be learned, and where it stands in a CSV file.</summary>
internal static class TaskOptions
{
    public static readonly Option<string?> Task = ChoiceOption.Of(
        "--task",
        "What is learned of an image: its class, several labels, or numbers; else numbers with --targets, labels where ';' stands between them, or classes",
        ImageTask.Names);

    public static readonly Option<string?>
        Label = new("--label") { Description = "Column of a CSV file with the label; else label" },
        Targets = new("--targets") { Description = "Columns of a CSV file with numbers to learn, such as width,height; else none" };

    /// <summary>How a CSV file is read.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">A model that says what is learned where the command line does not; null: none.</param>
    /// <exception cref="ArgumentException">Options exclude each other.</exception>
    public static ImageTableOptions Of(ParseResult parsed, ImagePredictionTransformer? model = null)
    {
        var (label, targets) = (parsed.GetValue(Label), TargetColumns(parsed));
        var task = TaskOf(parsed, targets is not null) ?? model?.Task;
        if (targets is null && label is null) return model?.Task == task && model is not null ? Usual(model) : new() { Task = task };
        if (targets is null) return new() { Task = task, LabelColumns = [label!] };
        if (label is not null) throw new ArgumentException("--label and --targets both name columns to learn. Leave one of them out.");
        if (task != LearningTask.Regression) throw new ArgumentException("--targets names numbers, which are for --task regression. Leave one of them out.");
        return new() { Task = task, LabelColumns = targets };
    }

    /// <summary>Why the task is what it is; null where the command line says it, or there is nothing to choose.</summary>
    public static string? Reason(ParseResult parsed, IImageDataset images, bool isContinued)
    {
        if (TaskOf(parsed, parsed.GetValue(Targets) is not null) is not null || images is not ImageTable) return null;
        var name = ImageTask.Of(images.Task).Name;
        if (isContinued) return $"{name}, as the model that --from names";
        if (images.Task == LearningTask.MultiLabel) return $"{name}, since ';' stands between labels";
        return $"{name}, since every image has one label" + (images.ClassNames.All(class_ => double.TryParse(class_, CultureInfo.InvariantCulture, out _))
            ? "; --task regression learns them as numbers"
            : "");
    }

    /// <summary>What <c>--targets</c> names; null: nothing is said.</summary>
    public static string[]? TargetColumns(ParseResult parsed) => parsed.GetValue(Targets)?.Split(',', StringSplitOptions.TrimEntries);

    private static LearningTask? TaskOf(ParseResult parsed, bool hasTargets) => parsed.GetValue(Task) is { } name
        ? ImageTask.Named(name).Task
        : hasTargets ? LearningTask.Regression : null;

    /// <summary>A CSV file as a model was trained on: numbers are in columns of their names, labels in the usual one.</summary>
    private static ImageTableOptions Usual(ImagePredictionTransformer model) => model.Task == LearningTask.Regression
        ? new() { Task = model.Task, LabelColumns = model.OutputNames }
        : new() { Task = model.Task };
}
