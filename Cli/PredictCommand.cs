using System.CommandLine;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Spectre.Console;
using Toolkit.Estimators;
using Toolkit.Scoring;

namespace Toolkit.Cli;

/// <summary><c>toolkit predict model.zip image …</c>: the most probable classes of images.</summary>
internal static class PredictCommand
{
    private const string ScoreColumn = "Score";

    public static Command Create()
    {
        var model = new Argument<FileInfo>("model") { Description = "A model file" };
        var images = new Argument<string[]>("images") { Description = "Image files, and folders of them", Arity = ArgumentArity.OneOrMore };
        var top = new Option<int>("--top") { Description = "Classes to print for each image; 0 for all", DefaultValueFactory = _ => 3 };
        top.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0) result.AddError("--top must be 0 (all classes) or more.");
        });
        var engine = new Option<ScoringEngine>("--engine") { Description = "What computes the networks", DefaultValueFactory = _ => ScoringEngine.Auto };
        var command = new Command(
            "predict",
            "Prints path, class and probability, the most probable class first: a table on a terminal, else lines separated by tabs. Files that cannot be "
            + "read are named on the error stream; the exit code is then 1.")
        {
            model, images, top, engine,
        };
        command.SetAction(parsed => Mistakes.Print(
            () => Predict(parsed.GetValue(model)!.FullName, parsed.GetValue(images)!, parsed.GetValue(top), parsed.GetValue(engine))));
        return command;
    }

    private static int Predict(string modelPath, string[] paths, int top, ScoringEngine engine)
    {
        var ml = new MLContext();
        var model = ml.TransferLearning().Load(modelPath, out var inputSchema, engine);
        var failures = 0;
        using var files = new ImageFiles(ImageArguments.Files(paths, Fail));
        var images = Answers(model.Transform(new ImageFilesView(ml, inputSchema, files, files.ReadablePath)), files, top == 0 ? int.MaxValue : top, Fail);
        if (Console.IsOutputRedirected) PrintLines(images);
        else PrintTable(images);
        return failures == 0 ? 0 : 1;

        void Fail(string message)
        {
            Mistakes.PrintLine(message);
            failures++;
        }
    }

    private static IEnumerable<ImageAnswers> Answers(IDataView scored, ImageFiles files, int top, Action<string> fail)
    {
        var classes = ClassNames(scored.Schema);
        return ImageVectors.Read(scored, scored.Schema[ScoreColumn], files, fail).Select(image =>
            new ImageAnswers(image.Path, [.. classes.Zip(image.Values).OrderByDescending(answer => answer.Second).Take(top)]));
    }

    private static void PrintLines(IEnumerable<ImageAnswers> images)
    {
        foreach (var image in images)
            foreach (var (name, probability) in image.Answers)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{image.Path}\t{name}\t{probability:R}"));
    }

    private static void PrintTable(IEnumerable<ImageAnswers> images)
    {
        var table = new Table().SimpleBorder().AddColumn("image").AddColumn("class").AddColumn("probability", column => column.RightAligned());
        foreach (var image in images)
            foreach (var (rank, (name, probability)) in image.Answers.Index())
            {
                var percent = string.Create(CultureInfo.InvariantCulture, $"{100 * probability:F2} %");
                table.AddRow(rank == 0 ? image.Path.EscapeMarkup() : "", name.EscapeMarkup(), percent);
            }
        AnsiConsole.Write(table);
    }

    private static string[] ClassNames(DataViewSchema schema)
    {
        var column = schema.GetColumnOrNull(ScoreColumn) ?? throw new InvalidOperationException(
            $"The model has no column '{ScoreColumn}' with class probabilities; its columns are {string.Join(", ", schema.Select(c => c.Name).Distinct())}.");
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    /// <summary>The most probable classes of an image, the most probable first.</summary>
    private sealed record ImageAnswers(string Path, IEnumerable<(string Class, float Probability)> Answers);
}
