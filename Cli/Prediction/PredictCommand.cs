using System.CommandLine;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Cli.Images;
using Toolkit.Cli.Options;
using Toolkit.Cli.Tasks;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Scoring;

namespace Toolkit.Cli.Prediction;

/// <summary><c>toolkit predict model.zip image …</c>: the most probable classes of images.</summary>
internal static class PredictCommand
{
    private const string ScoreColumn = "Score";

    private static readonly Argument<FileInfo> Model = new("model") { Description = "A model file" };

    private static readonly Argument<string[]> Images = new("images") { Description = "Image files, and folders of them", Arity = ArgumentArity.OneOrMore };

    private static readonly Option<int> Top = NumberOption.AtLeast("--top", 0, "Classes to print for each image; 0 for all", otherwise: ClassTask.UsualTop);

    private static readonly Option<bool> AsCsv = new("--csv") { Description = "Print a CSV file, a line for each image" };

    private static readonly Option<ScoringEngine> Engine = ChoiceOption.Of("--engine", "What computes the network", ScoringEngine.Auto);

    public static Command Create()
    {
        var command = new Command(
            "predict",
            "Prints path, class and probability, the most probable class first; of other models, the labels that an image has, or numbers. A table on a "
            + "terminal, else lines separated by tabs, or CSV or JSON. Files that cannot be read are named on the error stream; the exit code is then 1.\n\n"
            + "Examples:\n  toolkit predict run1/model.zip photo.jpg holidays/\n"
            + "  toolkit predict run1/model.zip holidays --top 1 --csv > answers.csv")
        {
            Model, Images, Top, AsCsv, ViewsOption.Option, Engine, Report.JsonOption,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(AsCsv) && result.GetValue(Report.JsonOption)) result.AddError("--csv and --json cannot be had at once. Leave one of them out.");
        });
        command.SetAction(parsed => Mistakes.Print(() => Predict(parsed)));
        return command;
    }

    private static int Predict(ParseResult parsed)
    {
        var ml = new MLContext();
        var loaded = ml.TransferLearning().Load(parsed.GetValue(Model)!.FullName, out var inputSchema, parsed.GetValue(Engine));
        using var disposed = loaded as IDisposable;
        var model = ViewsOption.Apply(parsed, ml.TransferLearning(), loaded);
        using var disposedViews = model as IDisposable;
        var failures = new List<string>();
        using var files = new ImageFiles(ImageArguments.Files(parsed.GetValue(Images)!, Fail));
        var scored = model.Transform(new ImageFilesView(ml, inputSchema, files, files.ReadablePath));
        var form = FormOf(model, scored.Schema, parsed.GetResult(Top) is { Implicit: false } ? parsed.GetValue(Top) : null);
        Print(parsed, ImageVectors.Read(scored, scored.Schema[ScoreColumn], files, Fail).Select(image => form.Of(image.Path, image.Values)), form, failures);
        return failures.Count == 0 ? 0 : 1;

        void Fail(string message)
        {
            Mistakes.PrintLine(message);
            failures.Add(message);
        }
    }

    private static void Print(ParseResult parsed, IEnumerable<ImageAnswer> answers, Answers form, IReadOnlyList<string> failures)
    {
        if (parsed.GetValue(Report.JsonOption))
        {
            var report = new Report(json: true);
            report.Value("images", answers.Select(answer => answer.Json).ToList());
            report.Value("failures", failures);
            report.End();
        }
        else if (parsed.GetValue(AsCsv)) AnswerFormat.PrintCsv(answers, form);
        else if (Console.IsOutputRedirected) AnswerFormat.PrintLines(answers);
        else AnswerFormat.PrintTable(answers, form);
    }

    /// <summary>Where the scores are not of a network of ours, a trainer of ML.NET classifies what a network sees.</summary>
    private static Answers FormOf(ITransformer model, DataViewSchema schema, int? top)
    {
        var column = schema.GetColumnOrNull(ScoreColumn) ?? throw new InvalidOperationException(
            $"The model has no column '{ScoreColumn}' with class probabilities; its columns are {string.Join(", ", schema.Select(c => c.Name).Distinct())}.");
        var names = column.HasSlotNames() ? ClassNames(column) : null;
        return ImageModel.StepOf(model) is { } step && (names is null || names.SequenceEqual(step.OutputNames))
            ? ImageTask.Of(step.Task).AnswersOf(step, step.OutputNames, top)
            : ImageTask.Of(LearningTask.Classification).AnswersOf(null, names ?? [], top);
    }

    private static string[] ClassNames(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
