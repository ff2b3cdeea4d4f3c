// For whoever has many images and little time to label them: which 20 of 2,000 to label next? CIFAR-10's labels are looked at when their images are chosen.
using System.CommandLine;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Pretrained;
using Toolkit.Samples;

var data = new Option<string>("--data") { Description = "Folder with CIFAR-10", DefaultValueFactory = _ => DataFolder.PathOf("cifar10") };
var images = new Option<int>("--images") { Description = "Unlabelled images, and as many to test on", DefaultValueFactory = _ => 2000 };
var step = new Option<int>("--step") { Description = "Images that are labelled at a time", DefaultValueFactory = _ => 20 };
var steps = new Option<int>("--steps") { Description = "How many times", DefaultValueFactory = _ => 10 };
var repeats = new Option<int>("--repeats") { Description = "Runs with a random choice, of which the mean is printed", DefaultValueFactory = _ => 5 };
var size = new Option<int>("--size") { Description = "Height and width in pixels at which the network sees the images", DefaultValueFactory = _ => 96 };
var command = new RootCommand("Chooses which images to label next, and compares with a random choice.") { data, images, step, steps, repeats, size };

return SampleCommand.Run(command, args, (line, cancellation) =>
{
    var (unlabelled, test) = (Features(training: true), Features(training: false));
    Console.WriteLine($"{unlabelled.Count} unlabelled images, accuracy on {test.Count} others, at random: mean of {line.GetValue(repeats)} runs");
    Console.WriteLine($"{"labelled",8}{"chosen",11}{"at random",12}");
    var (chosen, random) = (MeanOfRuns(Chosen, runs: 1), MeanOfRuns(AtRandom, line.GetValue(repeats)));
    for (var i = 0; i < chosen.Length; i++) Console.WriteLine($"{(i + 1) * line.GetValue(step),8}{100 * chosen[i],9:F2} %{100 * random[i],10:F2} %");

    int[] Chosen(MLContext ml, ITransformer? model, List<Item> images, Random _)
    {
        var view = ml.Data.LoadFromEnumerable(images);
        return [.. ml.TransferLearning().ChooseToLabel(model?.Transform(view) ?? view, line.GetValue(step), scoreColumnName: model is null ? null : "Score")];
    }

    int[] AtRandom(MLContext ml, ITransformer? model, List<Item> images, Random random) =>
        [.. Enumerable.Range(0, images.Count).OrderBy(_ => random.Next()).Take(line.GetValue(step)).Order()];

    // What a network that was trained on photographs sees in the images is computed once; what learns is a linear model on it, in a second.
    List<Item> Features(bool training)
    {
        var (ml, weights, side) = (new MLContext(), Weights.Named("resnet18.mlnet"), line.GetValue(size));
        var view = ml.TransferLearning().LoadImages(Cifar10Folder.Load(line.GetValue(data)!, training).TakeRandom(line.GetValue(images), seed: 1));
        var input = weights.InputSpec! with { Height = side, Width = side, ResizeShorterSide = side };
        using var network = ml.TransferLearning().Featurize("Features", "resnet18_mlnet", weights, inputSpec: input).Fit(view);
        return [.. ml.Data.CreateEnumerable<Item>(network.Transform(view), reuseRowObject: false)];
    }

    double[] MeanOfRuns(Choice choose, int runs)
    {
        var accuracies = Enumerable.Range(1, runs).Select(seed => Run(seed, choose)).ToList();
        return [.. Enumerable.Range(0, line.GetValue(steps)).Select(i => accuracies.Average(run => run[i]))];
    }

    // The accuracy after every step.
    List<double> Run(int seed, Choice choose)
    {
        var (ml, random, labelled, left, accuracies) = (new MLContext(seed), new Random(seed), new List<Item>(), unlabelled.ToList(), new List<double>());
        ITransformer? model = null;
        while (accuracies.Count < line.GetValue(steps))
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = choose(ml, model, left, random);
            labelled.AddRange(rows.Select(row => left[row])); // here somebody would look at the images
            foreach (var row in rows.Reverse()) left.RemoveAt(row);
            model = ml.Transforms.Conversion.MapValueToKey("Key", "Label")
                .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key")).Fit(ml.Data.LoadFromEnumerable(labelled));
            accuracies.Add(ml.TransferLearning().Evaluate(model.Transform(ml.Data.LoadFromEnumerable(test))).MicroAccuracy);
        }
        return accuracies;
    }
});

internal delegate int[] Choice(MLContext ml, ITransformer? model, List<Item> images, Random random);

internal sealed class Item
{
    public string Label { get; set; } = "";

    [VectorType(512)]
    public float[] Features { get; set; } = [];
}
