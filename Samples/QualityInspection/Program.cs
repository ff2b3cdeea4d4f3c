// For whoever inspects parts and has few defective ones to learn from. The costs of mistakes say from which probability on a part is taken out.
using System.CommandLine;
using Microsoft.ML;
using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Images;
using Toolkit.Inspection;
using Toolkit.Pretrained;
using Toolkit.Samples;
using Toolkit.Training;

const string defective = "defective";
var data = new Option<string?>("--data") { Description = "Folder with train/, choose/, test/, each with good/ and defective/; else parts are drawn" };
var output = new Option<string>("--output") { Description = "Folder for the model and the heat map", DefaultValueFactory = _ => "quality-inspection" };
var parts = new Option<int>("--parts") { Description = "Good parts to draw, a tenth as many scratched; twice for the rest", DefaultValueFactory = _ => 400 };
var epochs = new Option<int>("--epochs") { Description = "Epochs, a frozen one included", DefaultValueFactory = _ => 5 };
var missCost = new Option<double>("--miss") { Description = "What a defective part costs that is delivered", DefaultValueFactory = _ => 50 };
var alarmCost = new Option<double>("--false-alarm") { Description = "What a good part costs that is taken out", DefaultValueFactory = _ => 1 };
var command = new RootCommand("Finds scratched parts, at the least cost of mistakes.") { data, output, parts, epochs, missCost, alarmCost };

return SampleCommand.Run(command, args, (line, cancellation) =>
{
    var ml = new MLContext(seed: 1);
    var (train, choose, test) = (Load(PartSet.Train, 1), Load(PartSet.Choose, 2), Load(PartSet.Test, 2));
    Console.WriteLine(line.GetValue(data) is null ? "The parts are drawn by this sample: brushed metal, some of it scratched." : "");
    Console.WriteLine($"{train.Count} parts to train on, {choose.Count} to choose the threshold on, {test.Count} to judge it on");

    var trainer = ml.TransferLearning().FineTune(new ImageFineTuningTrainer.Options
    {
        Network = "resnet18_mlnet",
        Weights = Weights.Named("resnet18.mlnet"),
        CancellationToken = cancellation,
        Training = new()
        {
            Epochs = line.GetValue(epochs),
            FrozenEpochs = 1,
            LearningRate = 1e-3,
            UnfrozenLearningRate = 2e-4,
            Schedule = Schedule.OneCycle(),
            BatchSize = 16,
            ClassBalancing = ClassBalancing.InverseFrequency, // a defective part counts as ten good ones
            Augmentation = [new RandomHorizontalFlip()], // no crops: they could cut the scratch off
            ValidationFraction = 0,
            Input = InputSpec.ImageNet with { Height = DrawnParts.Side, Width = DrawnParts.Side, ResizeShorterSide = DrawnParts.Side },
        },
    });
    using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(trainer).Fit(View(train));
    cancellation.ThrowIfCancellationRequested(); // the mistakes of half a training would say nothing
    var folder = Directory.CreateDirectory(line.GetValue(output)!).FullName;
    ml.TransferLearning().Save(model, View(train).Schema, Path.Combine(folder, "model.zip"));

    var (miss, alarm) = (line.GetValue(missCost), line.GetValue(alarmCost));
    var chosen = ml.TransferLearning().ChooseThreshold(model.Transform(View(choose)), defective, miss, alarm);
    Console.WriteLine($"a miss costs {miss}, a false alarm {alarm}: take parts out from {chosen.Threshold:P2} on");
    var scored = model.Transform(View(test));
    Console.WriteLine($"\n{"test parts taken out",-24}{"misses",8}{"false alarms",14}{"cost",8}");
    Print("none", MathF.BitIncrement(1));
    Print("all", 0);
    Print("from 50 %", 0.5f);
    Print("from the threshold on", chosen.Threshold);

    var (part, network) = (new ImageBuffer(), model.LastTransformer);
    test.Read(Enumerable.Range(0, test.Count).First(index => test.ClassNames[test.LabelOf(index)] == defective), part);
    GradCam.Explain(network.Network, part, network.ClassNames.ToList().IndexOf(defective), layer: "layer3").Save(Path.Combine(folder, "defect.png"));
    Console.WriteLine($"\n{folder} has the model, and shows where it sees the first defect");

    IImageDataset Load(PartSet set, int times) => line.GetValue(data) is { } given
        ? new ImageFolder(Path.Combine(given, set.ToString().ToLowerInvariant()))
        : DrawnParts.Draw(set, times * line.GetValue(parts), times * line.GetValue(parts) / 10);

    IDataView View(IImageDataset images) => ml.TransferLearning().LoadImages(images);

    void Print(string rule, float threshold)
    {
        var metrics = ml.TransferLearning().EvaluateThreshold(scored, defective, threshold);
        Console.WriteLine($"{rule,-24}{metrics.Misses,8}{metrics.FalseAlarms,14}{metrics.Cost(miss, alarm),8}");
    }
});
