using System.CommandLine;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Spectre.Console;
using Toolkit.Estimators;

namespace Toolkit.Cli;

/// <summary><c>toolkit predict model.zip image …</c>: the most probable classes of images.</summary>
internal static class PredictCommand
{
    private const string ScoreColumn = "Score";

    public static Command Create()
    {
        var model = new Argument<FileInfo>("model") { Description = "A model file" };
        var images = new Argument<string[]>("images") { Description = "Image files", Arity = ArgumentArity.OneOrMore };
        var top = new Option<int>("--top") { Description = "Classes to print for each image; 0 for all", DefaultValueFactory = _ => 3 };
        top.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0) result.AddError("--top must be 0 (all classes) or more.");
        });
        var command = new Command(
            "predict", "Prints path, class and probability, the most probable class first: a table on a terminal, else lines separated by tabs.")
        {
            model, images, top,
        };
        command.SetAction(parsed => Mistakes.Print(
            () => Predict(parsed.GetValue(model)!.FullName, parsed.GetValue(images)!, parsed.GetValue(top))));
        return command;
    }

    private static void Predict(string modelPath, string[] paths, int top)
    {
        var ml = new MLContext();
        var model = ml.TransferLearning().Load(modelPath, out var inputSchema);
        var predictions = Predictions(model.Transform(new ImageFilesView(ml, inputSchema, paths)), paths, top == 0 ? int.MaxValue : top);
        if (Console.IsOutputRedirected) PrintLines(predictions);
        else PrintTable(predictions);
    }

    private static IEnumerable<(string Path, string Class, float Probability)> Predictions(IDataView scored, string[] paths, int top)
    {
        var classes = ClassNames(scored.Schema);
        return paths.Zip(scored.GetColumn<float[]>(ScoreColumn)).SelectMany(image => image.Second.Zip(classes)
            .OrderByDescending(pair => pair.First).Take(top).Select(pair => (image.First, pair.Second, pair.First)));
    }

    private static void PrintLines(IEnumerable<(string Path, string Class, float Probability)> predictions)
    {
        foreach (var (path, name, probability) in predictions)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}\t{name}\t{probability:R}"));
    }

    private static void PrintTable(IEnumerable<(string Path, string Class, float Probability)> predictions)
    {
        var table = new Table().SimpleBorder().AddColumn("image").AddColumn("class").AddColumn("probability", column => column.RightAligned());
        var shown = "";
        foreach (var (path, name, probability) in predictions)
        {
            var percent = string.Create(CultureInfo.InvariantCulture, $"{100 * probability:F2} %");
            table.AddRow(path == shown ? "" : path.EscapeMarkup(), name.EscapeMarkup(), percent);
            shown = path;
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
}
