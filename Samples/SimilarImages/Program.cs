// For whoever has a heap of photographs and looks for more like one, or for those that are there twice: nothing is trained, a network that has seen millions
// of photographs says which are alike. Photographs that are in a folder of their kind each show how well it does.
using System.CommandLine;
using System.Net;
using Microsoft.ML;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Pretrained;
using Toolkit.Samples;

const int nearest = 5;
var images = new Argument<string?>("folder") { Description = "The photographs, in folders below it, too; else ants and bees", Arity = ArgumentArity.ZeroOrOne };
var output = new Option<string>("--output") { Description = "The page to write", DefaultValueFactory = _ => "similar-images.html" };
var least = new Option<double>("--least") { Description = "From which similarity on two photographs are nearly the same", DefaultValueFactory = _ => 0.9 };
var shown = new Option<int>("--shown") { Description = "How many photographs the page shows with the nearest ones", DefaultValueFactory = _ => 12 };
var command = new RootCommand("Finds the nearest photographs, and those that are there twice.") { images, output, least, shown };

return SampleCommand.Run(command, args, (line, cancellation) =>
{
    var ml = new MLContext();
    var paths = ImagePaths.In(line.GetValue(images) ?? DataFolder.Hymenoptera(given: null));
    var page = Path.GetFullPath(line.GetValue(output)!);
    Directory.CreateDirectory(Path.GetDirectoryName(page)!);
    File.OpenWrite(page).Dispose(); // what cannot be written is said before the work

    var view = ml.Data.LoadFromEnumerable(paths.Select(path => cancellation.IsCancellationRequested ? throw new OperationCanceledException() : new Photograph(path)));
    var pipeline = ml.Transforms.LoadRawImageBytes("Image", imageFolder: null, inputColumnName: "ImagePath")
        .Append(ml.TransferLearning().Featurize("Features", "resnet18_mlnet", Weights.Named("resnet18.mlnet")));
    using var model = pipeline.Fit(view);
    var index = FeatureIndex.Read(model.Transform(view));

    var twice = index.Pairs(line.GetValue(least));
    Console.WriteLine($"{index.Count} photographs, {twice.Count} pairs that are nearly the same");
    foreach (var pair in twice.Take(10)) Console.WriteLine($"  {pair.Similarity:F4}  {NameOf(pair.One)}  {NameOf(pair.Other)}");

    string KindOf(int image) => Path.GetFileName(Path.GetDirectoryName(paths[image])!);
    var alike = Enumerable.Range(0, index.Count).Select(image => index.Nearest(image, 1)).Where(found => found.Count > 0).ToList();
    var same = alike.Index().Count(found => KindOf(found.Index) == KindOf(found.Item[0].Image));
    if (paths.Select((_, image) => KindOf(image)).Distinct().Count() > 1)
        Console.WriteLine($"the nearest photograph is in a folder of the same name: {100.0 * same / index.Count:F2} %");

    var count = Math.Clamp(line.GetValue(shown), 0, index.Count);
    var some = Enumerable.Range(0, count).Select(number => (int)((long)number * index.Count / count)); // from all over the folder
    File.WriteAllText(page, $$"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Similar images</title>
        <style>
          body { font: 16px system-ui; color-scheme: light dark; margin: 1rem }
          section { display: flex; flex-wrap: wrap; gap: .5rem; border-top: 1px solid; padding: .5rem 0 }
          figure { margin: 0; width: 150px; overflow-wrap: anywhere }
          img { width: 150px; height: 150px; object-fit: cover }
        </style>
        <h1>Nearly the same</h1>
        {{(twice.Count > 0 ? string.Concat(twice.Select(pair => Row([new(pair.One, 1), new(pair.Other, pair.Similarity)]))) : "<p>none</p>")}}
        <h1>The nearest photographs</h1>
        {{string.Concat(some.Select(image => Row([new(image, 1), .. index.Nearest(image, nearest)])))}}
        </html>
        """);
    Console.WriteLine($"{page} shows them");

    string NameOf(int image) => Path.GetFileName(paths[image]);

    string Row(IEnumerable<SimilarImage> row) => $"<section>{string.Concat(row.Select(Figure))}</section>\n";

    string Figure(SimilarImage image)
    {
        var path = Path.GetRelativePath(Path.GetDirectoryName(page)!, paths[image.Image]);
        var address = string.Join('/', path.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
        var name = WebUtility.HtmlEncode(NameOf(image.Image));
        return $"<figure><img src=\"{address}\" alt=\"\" loading=\"lazy\"><figcaption>{name} {image.Similarity:F3}</figcaption></figure>";
    }
});

internal sealed record Photograph(string ImagePath);
