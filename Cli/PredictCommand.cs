using System.CommandLine;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Toolkit.Estimators;

namespace Toolkit.Cli;

/// <summary><c>toolkit predict model.zip image …</c>: the most probable classes of images.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var model = new Argument<FileInfo>("model") { Description = "A model file" };
        var images = new Argument<string[]>("images") { Description = "Image files", Arity = ArgumentArity.OneOrMore };
        var top = new Option<int>("--top") { Description = "Classes to print for each image; 0 for all", DefaultValueFactory = _ => 3 };
        var command = new Command("predict", "Prints path, class and probability, separated by tabs, the most probable class first.") { model, images, top };
        command.SetAction(parsed => Run(parsed.GetValue(model)!.FullName, parsed.GetValue(images)!, parsed.GetValue(top)));
        return command;
    }

    private static int Run(string modelPath, string[] paths, int top)
    {
        try
        {
            var ml = new MLContext();
            var model = ml.TransferLearning().Load(modelPath, out _);
            Print(model.Transform(ml.Data.LoadFromEnumerable(paths.Select(ImageRow.FromFile))), paths, top);
            return 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException or InvalidOperationException)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return 1;
        }
    }

    private static void Print(IDataView scored, string[] paths, int top)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].GetSlotNames(ref names);
        string[] classes = [.. names.DenseValues().Select(name => name.ToString())];
        foreach (var (path, scores) in paths.Zip(scored.GetColumn<float[]>("Score")))
            foreach (var (score, name) in scores.Zip(classes).OrderByDescending(pair => pair.First).Take(top == 0 ? classes.Length : top))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}\t{name}\t{score:R}"));
    }

    /// <summary>A row that serves models that read paths as well as models that read images.</summary>
    private sealed class ImageRow
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";

        [ImageType]
        public MLImage? Image { get; set; }

        public static ImageRow FromFile(string path) => new() { ImagePath = path, Image = MLImage.CreateFromFile(path) };
    }
}
