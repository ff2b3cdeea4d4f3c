using System.CommandLine;
using Toolkit.Cli.Options;
using Toolkit.Cli.Prediction;
using Toolkit.Images;
using Toolkit.Inspection;
using Toolkit.Text;

namespace Toolkit.Cli.Inspection;

/// <summary><c>toolkit gradcam model.zip photo.jpg heat.png</c>: where a network sees a class.</summary>
internal static class GradCamCommand
{
    private static readonly Argument<FileInfo> Model = new("model") { Description = "A model file" }, Photo = new("image") { Description = "An image file" },
        Output = OutputFile.Argument("png", ".png", "The picture");

    private static readonly Option<string?> ClassName = new("--class") { Description = "The class to explain; else the most probable one" };

    public static Command Create()
    {
        var command = new Command(
            "gradcam", "Draws where a network sees a class in an image (Grad-CAM).\n\nExamples:\n  toolkit gradcam model.zip photo.jpg heat.png --class bees")
        {
            Model, Photo, Output, ClassName, Report.JsonOption,
        };
        command.SetAction(parsed => Mistakes.Print(() => Draw(parsed)));
        return command;
    }

    private static void Draw(ParseResult parsed)
    {
        var report = new Report(parsed.GetValue(Report.JsonOption));
        using var model = Classifier.Load(parsed.GetValue(Model)!.FullName);
        var image = new ImageBuffer();
        ImageDecoder.DecodeFile(parsed.GetValue(Photo)!.FullName, image);
        var heat = GradCam.Explain(model.Network, image, LabelOf(parsed.GetValue(ClassName), model.ClassNames));
        heat.Save(parsed.GetValue(Output)!.FullName);
        report.Say($"{parsed.GetValue(Output)!.FullName} shows where the network sees {model.ClassNames[heat.Class]}");
        report.Value("class", model.ClassNames[heat.Class]);
        report.Value("layer", heat.Layer);
        report.End();
    }

    private static int? LabelOf(string? name, IReadOnlyList<string> classNames)
    {
        if (name is null) return null;
        var label = classNames.ToList().IndexOf(name);
        return label >= 0 ? label : throw new ArgumentException(
            $"The model has no class \"{name}\".{NearNames.Hint(name, classNames)} Its classes are {string.Join(", ", classNames)}.");
    }
}
