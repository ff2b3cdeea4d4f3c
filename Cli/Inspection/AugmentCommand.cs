using System.CommandLine;
using Toolkit.Cli.Data;
using Toolkit.Images;
using Toolkit.Inspection;
using Toolkit.Training;

namespace Toolkit.Cli.Inspection;

/// <summary><c>toolkit augment photos sheet.png</c>: what the training sees of images.</summary>
internal static class AugmentCommand
{
    private static readonly Argument<string> Photos = new("photos") { Description = "Class folders, a zip file of them, or a CSV file" };

    private static readonly Argument<FileInfo> Output = new("png") { Description = "The picture to write or replace" };

    private static readonly Option<string> Recipe = new("--recipe")
    {
        Description = $"Whose random transforms: {string.Join(", ", Recipes.Names)}",
        DefaultValueFactory = _ => "photographs",
    };

    private static readonly Option<int>
        Size = new("--size") { Description = "Height and width in pixels", DefaultValueFactory = _ => 112 },
        Rows = new("--images") { Description = "How many images, one a row", DefaultValueFactory = _ => 6 },
        Columns = new("--times") { Description = "How often each is drawn; the first is without random transforms", DefaultValueFactory = _ => 8 },
        Seed = new("--seed") { Description = "Of everything random", DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        foreach (var option in new[] { Size, Rows, Columns })
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() is < 1 or > 1024) result.AddError($"{option.Name} must be 1 to 1024.");
            });
        var command = new Command(
            "augment",
            "Draws a contact sheet of images as the training sees them: as a recipe's random transforms make them.\n\nExamples:\n  toolkit augment photos sheet.png")
        {
            Photos, Output, Recipe, Size, Rows, Columns, Seed, Report.JsonOption,
        };
        command.SetAction(parsed => Mistakes.Print(() => Draw(parsed)));
        return command;
    }

    private static void Draw(ParseResult parsed)
    {
        var report = new Report(parsed.GetValue(Report.JsonOption));
        var images = TrainingImages.OpenSet(parsed.GetValue(Photos)!, null);
        var (size, seed) = (parsed.GetValue(Size), parsed.GetValue(Seed));
        var sheet = AugmentationSheet.Draw(
            images, Recipes.Named(parsed.GetValue(Recipe)!, size).Augmentation!,
            InputSpec.ImageNet with { Height = size, Width = size, ResizeShorterSide = size },
            Math.Min(parsed.GetValue(Rows), images.Count), parsed.GetValue(Columns), seed);
        var path = parsed.GetValue(Output)!.FullName;
        sheet.Save(path);
        report.Say($"{path}: an image in every row, first as it is, then as the training sees it");
        report.Value("picture", path);
        report.End();
    }
}
