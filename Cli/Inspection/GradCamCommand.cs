using System.CommandLine;
using Toolkit.Cli.Options;
using Toolkit.Cli.Prediction;
using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Inspection;
using Toolkit.Text;

namespace Toolkit.Cli.Inspection;

/// <summary><c>toolkit gradcam model.zip photo.jpg heat.png</c>: where a network sees a class.</summary>
internal static class GradCamCommand
{
    private static readonly Argument<FileInfo> Model = new("model") { Description = "A model file" }, Photo = new("image") { Description = "An image file" },
        Output = OutputFile.Argument("png", ".png", "The picture");

    private static readonly Option<string?> ClassName = new("--class") { Description = "The class or label to explain; else the most probable one" };

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
        using var model = ImageModel.Load(parsed.GetValue(Model)!.FullName);
        var image = new ImageBuffer();
        ImageDecoder.DecodeFile(parsed.GetValue(Photo)!.FullName, image);
        var heat = GradCam.Explain(model.Network, image, LabelOf(parsed.GetValue(ClassName), model));
        heat.Save(parsed.GetValue(Output)!.FullName);
        report.Say($"{parsed.GetValue(Output)!.FullName} shows where the network sees {model.Names[heat.Class]}");
        report.Value("class", model.Names[heat.Class]);
        report.Value("layer", heat.Layer);
        report.End();
    }

    private static int? LabelOf(string? name, ImageModel model)
    {
        if (model.Step.Task == LearningTask.Regression)
            throw new ArgumentException("gradcam draws where a network sees a class or label, but this model says numbers.");
        if (name is null) return null;
        var label = model.Names.ToList().IndexOf(name);
        var (one, several) = model.Task.Output;
        return label >= 0 ? label : throw new ArgumentException(
            $"The model has no {one} \"{name}\".{NearNames.Hint(name, model.Names)} Its {several} are {string.Join(", ", model.Names)}.");
    }
}
