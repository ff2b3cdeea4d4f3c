using System.CommandLine;
using System.Globalization;
using Toolkit.Cli.Data;
using Toolkit.Cli.Images;
using Toolkit.Cli.Options;
using Toolkit.Estimators;
using Toolkit.Scoring;

namespace Toolkit.Cli.Prediction;

/// <summary><c>toolkit evaluate model.zip photos</c>: how right a model is about labelled images.</summary>
internal static class EvaluateCommand
{
    private static readonly Argument<FileInfo> Model = new("model") { Description = "A model file" };

    private static readonly Argument<string> Photos = new("photos")
    {
        Description = "Class folders named as the model's classes, a zip file of them, or a CSV file with path and label",
    };

    private static readonly Option<int> Worst = NumberOption.AtLeast("--worst", 0, "How many of the worst misclassifications to print", otherwise: 10);

    private static readonly Option<ScoringEngine> Engine = ChoiceOption.Of("--engine", "What computes the network", ScoringEngine.Auto);

    public static Command Create()
    {
        var command = new Command(
            "evaluate",
            "Prints accuracy, figures of every class, the confusion table, calibration, and the worst misclassifications.\n\nExamples:\n"
            + "  toolkit evaluate run1/model.zip photos/test --json")
        {
            Model, Photos, Worst, Engine, Report.JsonOption,
        };
        command.SetAction(parsed => Mistakes.Print(() => Evaluate(parsed)));
        return command;
    }

    private static void Evaluate(ParseResult parsed)
    {
        var report = new Report(parsed.GetValue(Report.JsonOption));
        using var model = Classifier.Load(parsed.GetValue(Model)!.FullName, parsed.GetValue(Engine));
        var images = TrainingImages.OpenSet(parsed.GetValue(Photos)!, model.ClassNames);
        using var disposed = images as IDisposable;
        var view = new ImageFilesView(model.ML, ImageFilesView.WithLabel(model.InputSchema), images, images.NameOf);
        var metrics = model.ML.TransferLearning().Evaluate(
            model.Model.Transform(view), imagePathColumnName: ImageFilesView.PathColumn, worstMisclassifications: parsed.GetValue(Worst));
        report.Say(metrics.ToString());
        report.Value("images", metrics.Images);
        report.Value("microAccuracy", metrics.MicroAccuracy);
        report.Value("macroAccuracy", metrics.MacroAccuracy);
        report.Value("macroF1", metrics.MacroF1);
        report.Value("logLoss", metrics.LogLoss);
        report.Value("calibrationError", metrics.Calibration?.ExpectedError);
        report.Value("classes", metrics.Classes);
        report.Value("worst", metrics.WorstMisclassifications);
        report.Say(string.Create(CultureInfo.InvariantCulture, $"accuracy: {100 * metrics.MicroAccuracy:F2} %"));
        report.End();
    }
}
