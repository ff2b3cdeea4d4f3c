using System.CommandLine;
using Toolkit.Cli.Data;
using Toolkit.Cli.Images;
using Toolkit.Cli.Options;
using Toolkit.Cli.Ranks;
using Toolkit.Cli.Tasks;
using Toolkit.Estimators;
using Toolkit.Scoring;

namespace Toolkit.Cli.Prediction;

/// <summary><c>toolkit evaluate model.zip photos</c>: how right a model is about labelled images.</summary>
internal static class EvaluateCommand
{
    private static readonly Argument<FileInfo> Model = new("model") { Description = "A model file" };

    private static readonly Argument<string> Photos = new("photos")
    {
        Description = "Class folders named as the model's classes, a zip file of them, or a CSV file with path and label, or the numbers' columns",
    };

    private static readonly Option<int> Worst = NumberOption.AtLeast("--worst", 0, "How many of the worst misclassifications to print", otherwise: 10);

    private static readonly Option<ScoringEngine> Engine = ChoiceOption.Of("--engine", "What computes the network", ScoringEngine.Auto);

    public static Command Create()
    {
        var command = new Command(
            "evaluate",
            "Prints accuracy, figures of every class, the confusion table, calibration, and the worst misclassifications; of several labels mAP, F1 and "
            + "figures of every label; of numbers R² and errors.\n\nExamples:\n"
            + "  toolkit evaluate run1/model.zip photos/test --json\n  mpirun -np 4 toolkit evaluate run1/model.zip photos/test")
        {
            Model, Photos, TaskOptions.Label, TaskOptions.Targets, Worst, ViewsOption.Option, Engine, Report.JsonOption,
        };
        command.SetAction(parsed => Mistakes.Print(() => Evaluate(parsed)));
        return command;
    }

    private static void Evaluate(ParseResult parsed)
    {
        var ranks = RankOptions.JoinWithoutTimeout();
        var report = new Report(parsed.GetValue(Report.JsonOption));
        using var model = ImageModel.Load(parsed.GetValue(Model)!.FullName, parsed.GetValue(Engine));
        var images = TrainingImages.OpenSet(parsed.GetValue(Photos)!, TaskOptions.Of(parsed, model.Step) with { ClassNames = model.Names });
        using var disposed = images as IDisposable;
        var schema = ImageFilesView.WithLabel(model.InputSchema, images);
        var looking = ViewsOption.Apply(parsed, model.ML.TransferLearning(), model.Model);
        using var disposedViews = looking as IDisposable;
        var scored = RankScores.Of(ranks, images, some => looking.Transform(new ImageFilesView(model.ML, schema, some, some.NameOf)));
        if (ranks.Rank > 0) return;
        var found = model.Task.Judge(model.ML, model.Step, scored, parsed.GetValue(Worst));
        report.Say(found.Text);
        report.Value("images", found.Images);
        foreach (var (name, value) in found.Values) report.Value(name, value);
        report.Say(found.Headline);
        report.End();
    }
}
