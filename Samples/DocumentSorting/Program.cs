// For whoever has an inbox of scanned pages: a small network for grey images sorts them, and lists those that somebody should look at.
using System.CommandLine;
using Microsoft.ML;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Images;
using Toolkit.Samples;
using Toolkit.Training;

var data = new Option<string?>("--data") { Description = "Folder with train/, a folder a kind in it, and inbox/; else pages are drawn" };
var output = new Option<string>("--output") { Description = "New or empty folder for the sorted pages", DefaultValueFactory = _ => "document-sorting" };
var pages = new Option<int>("--pages") { Description = "Pages to draw, for learning and for the inbox", DefaultValueFactory = _ => 400 };
var epochs = new Option<int>("--epochs") { Description = "Epochs", DefaultValueFactory = _ => 10 };
var accepted = new Option<double>("--accepted") { Description = "Share of wrongly sorted pages that is accepted", DefaultValueFactory = _ => 0.01 };
var command = new RootCommand("Sorts scanned pages into folders, and lists the doubtful ones.") { data, output, pages, epochs, accepted };

return SampleCommand.Run(command, args, (line, cancellation) =>
{
    var (ml, target) = (new MLContext(seed: 1), Path.GetFullPath(line.GetValue(output)!));
    if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
        throw new IOException($"'{target}' is not empty, and pages of before would be among the sorted ones. Give a new folder by --output.");
    var source = line.GetValue(data) ?? DrawnPages.Write(Path.Combine(target, "drawn"), line.GetValue(pages));
    var (train, arrived) = (ml.TransferLearning().LoadImageFolder(Path.Combine(source, "train")), Path.Combine(source, "inbox"));
    var inbox = ml.Data.LoadFromEnumerable(ImagePaths.In(arrived).Select(path => new Page { ImagePath = path }));

    var pipeline = ml.Transforms.LoadRawImageBytes("Image", imageFolder: null, inputColumnName: "ImagePath")
        .Append(ml.Transforms.Conversion.MapValueToKey("Kind", "Label"))
        .Append(ml.TransferLearning().FineTune(new ImageFineTuningTrainer.Options
        {
            Network = "resnet20",
            LabelColumnName = "Kind",
            CancellationToken = cancellation,
            Training = new()
            {
                Epochs = line.GetValue(epochs),
                LearningRate = 3e-3,
                Schedule = Schedule.OneCycle(),
                BatchSize = 32,
                Augmentation = [], // no mirror images: pages have none
                Input = new InputSpec(Channels: 1, Height: 64, Width: 48, Mean: [0.8f], Std: [0.2f], ResizeShorterSide: 48),
                ValidationFraction = 0.25,
                CalibrateProbabilities = true,
                AcceptedErrorShare = line.GetValue(accepted), // below some probability there is no answer
            },
        }))
        .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    using var model = pipeline.Fit(train);
    cancellation.ThrowIfCancellationRequested(); // half a training sorts badly
    var network = model.OfType<ImageClassificationTransformer>().Single();
    Console.WriteLine($"learned from {train.GetRowCount()} pages; sorts those whose probability is at least {network.RejectThreshold:P1}");

    var sorted = ml.Data.CreateEnumerable<Page>(model.Transform(inbox), reuseRowObject: false).ToLookup(page => page.PredictedLabel);
    foreach (var kind in network.ClassNames)
    {
        Directory.CreateDirectory(Path.Combine(target, kind));
        foreach (var page in sorted[kind])
        {
            var copy = Path.Combine(target, kind, Path.GetRelativePath(arrived, page.ImagePath)); // two folders may have pages of the same name
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(page.ImagePath, copy);
        }
        Console.WriteLine($"{kind,-12}{sorted[kind].Count(),6}");
    }
    var doubtful = sorted[""].OrderBy(page => page.Score.Max()).Select(page =>
        $"\"{page.ImagePath.Replace("\"", "\"\"")}\",{network.ClassNames[page.Score.IndexOf(page.Score.Max())]},{page.Score.Max():F4}");
    File.WriteAllLines(Path.Combine(target, "doubtful.csv"), ["page,likeliest,probability", .. doubtful]);
    Console.WriteLine($"{"doubtful",-12}{sorted[""].Count(),6}  {Path.Combine(target, "doubtful.csv")}");
    if (line.GetValue(data) is not null || sorted.All(kind => kind.Key == "")) return; // who has not drawn the pages does not know
    var right = network.ClassNames.SelectMany(kind => sorted[kind]).Average(page => DrawnPages.KindOf(page.ImagePath) == page.PredictedLabel ? 100.0 : 0);
    Console.WriteLine($"in the right folder, of the sorted ones: {right:F2} %");
});

internal sealed class Page
{
    public string ImagePath { get; set; } = "";
    public string Label { get; set; } = "";
    public string PredictedLabel { get; set; } = "";
    public float[] Score { get; set; } = [];
}
