using System.CommandLine;
using Toolkit.Augmentation;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Samples;
using Toolkit.StateDicts;
using Toolkit.Training;

// Small images first, since their epochs cost a third (progressive resizing, Howard 2018). The last stages fit the network to the size that
// it is for: on maps of a few pixels, other sizes cost it several points.
Stage[] stages =
[
    new(1, Size: 32, Epochs: 10, Rate: 0.2),
    new(2, Size: 48, Epochs: 8, Rate: 0.1),
    new(3, Size: 64, Epochs: 2, Rate: 0.03),
    new(4, Size: 64, Epochs: 2, Rate: 0.05),
];

var data = new Option<string>("--data") { Description = "The folder tiny-imagenet-200", Required = true };
var output = new Option<DirectoryInfo>("--output")
{
    Description = "Folder for checkpoints and weights; the same folder again goes on where it stopped",
    DefaultValueFactory = _ => new DirectoryInfo("output"),
};
var command = new RootCommand("Pretrains ResNet18 on Tiny ImageNet, for the weights that come with the toolkit.") { data, output };
return SampleCommand.Run(command, args, (parsed, cancellation) => Pretrain(parsed.GetValue(data)!, parsed.GetValue(output)!.FullName, cancellation));

void Pretrain(string data, string output, CancellationToken cancellation)
{
    Directory.CreateDirectory(output);
    var (train, validation) = (TinyImageNet.Load(data, training: true), TinyImageNet.Load(data, training: false));
    Console.WriteLine($"{train.Count} training and {validation.Count} validation images of {train.ClassNames.Count} classes");
    using var network = NetworkCatalog.Create("resnet18", train.ClassNames.Count, new NetworkOptions { Seed = 1 });
    network.InputSpec = InputSpec.ImageNet with { Height = 64, Width = 64, ResizeShorterSide = 64 };
    foreach (var stage in stages)
    {
        var weights = Path.Combine(output, $"stage-{stage.Number}.safetensors");
        if (File.Exists(weights))
        {
            StateDictLoader.Load(network, Safetensors.Read(weights));
            continue;
        }

        var tuner = new FineTuner(network, stage.Recipe(Path.Combine(output, $"checkpoint-{stage.Number}")));
        TrainingProgress.Show(stage.Epochs, progress =>
        {
            tuner.IterationCompleted += progress.OnIteration;
            tuner.EpochCompleted += progress.OnEpoch;
            return tuner.Fit(train, validation, cancellation);
        });
        cancellation.ThrowIfCancellationRequested();
        Safetensors.Write(weights, StateDictLoader.Capture(network));
    }

    WholeImageStatistics.Update(network, train);
    Console.WriteLine($"validation: {Evaluator.Run(network, validation, cancellation: cancellation)}");
    Safetensors.Write(Path.Combine(output, "resnet18.safetensors"), StateDictLoader.Capture(network));
}

/// <summary>One part of the training, at one size of the images.</summary>
internal sealed record Stage(int Number, int Size, int Epochs, double Rate)
{
    public FineTuningOptions Recipe(string checkpoint) => new()
    {
        Epochs = Epochs,
        FrozenEpochs = 0,
        BatchSize = 256,
        Optimizer = Optimizer.Sgd(momentum: 0.9, weightDecay: 5e-4, nesterov: true),
        LearningRate = Rate,
        LabelSmoothing = 0.1,
        Schedule = Schedule.OneCycle(),
        Input = InputSpec.ImageNet with { Height = Size, Width = Size, ResizeShorterSide = Size },
        Augmentation = [new RandomResizedCrop(Size, Size, scale: (0.35, 1)), new RandomHorizontalFlip()],
        Seed = 1,
        CheckpointPath = checkpoint,
    };
}
