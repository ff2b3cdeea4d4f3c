using System.CommandLine;
using Toolkit.Cli.Data;
using Toolkit.Cli.Options;
using Toolkit.Cli.Tasks;
using Toolkit.Inspection;
using Toolkit.Training;

namespace Toolkit.Cli.Inspection;

/// <summary><c>toolkit augment photos sheet.png</c>: what the training sees of images.</summary>
internal static class AugmentCommand
{
    private const int Most = 1024;

    private static readonly Argument<string> Photos = new("photos") { Description = "Class folders, a zip file of them, or a CSV file" };

    private static readonly Argument<FileInfo> Output = OutputFile.Argument("png", ".png", "The picture");

    private static readonly Option<string?> Recipe =
        ChoiceOption.Of("--recipe", $"Whose random transforms: {string.Join(", ", Recipes.Names)}; else photographs", Recipes.Names);

    private static readonly Option<int>
        Size = NumberOption.AtLeast("--size", 8, "Height and width in pixels", otherwise: 112, Most),
        Rows = NumberOption.AtLeast("--images", 1, "How many images, one a row", otherwise: 6, Most),
        Columns = NumberOption.AtLeast("--times", 1, "How often each is drawn; the first is without random transforms", otherwise: 8, Most),
        Seed = new("--seed") { Description = "Of everything random", DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        var command = new Command(
            "augment",
            "Draws a contact sheet of images as the training sees them: as a recipe's random transforms make them.\n\nExamples:\n  toolkit augment photos sheet.png")
        {
            Photos, Output, TaskOptions.Task, TaskOptions.Label, TaskOptions.Targets, Recipe, Size, Rows, Columns, Seed, Report.JsonOption,
        };
        command.SetAction(parsed => Mistakes.Print(() => Draw(parsed)));
        return command;
    }

    private static void Draw(ParseResult parsed)
    {
        var report = new Report(parsed.GetValue(Report.JsonOption));
        using var opened = TrainingImages.Open(parsed.GetValue(Photos)!, null, TaskOptions.Of(parsed));
        var images = opened.Train;
        var recipe = ImageTask.Of(images.Task).Suited(Recipes.Named(parsed.GetValue(Recipe) ?? "photographs", parsed.GetValue(Size)));
        var sheet = AugmentationSheet.Draw(
            images, recipe.Augmentation!, recipe.Input!, Math.Min(parsed.GetValue(Rows), images.Count), parsed.GetValue(Columns), parsed.GetValue(Seed));
        var path = parsed.GetValue(Output)!.FullName;
        sheet.Save(path);
        report.Say($"{path}: an image in every row, first as it is, then as the training sees it");
        report.Value("picture", path);
        report.End();
    }
}
