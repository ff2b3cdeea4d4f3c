using System.CommandLine;
using Toolkit.LibTorch;
using Toolkit.Pretrained;

namespace Toolkit.Samples;

/// <summary>What can be said on the sample's command line.</summary>
internal sealed record SampleOptions
{
    public required string? Data { get; init; }
    public required string Network { get; init; }
    public required string? Weights { get; init; }
    public required int TrainImages { get; init; }
    public required int TestImages { get; init; }
    public required int Epochs { get; init; }
    public required int FrozenEpochs { get; init; }
    public required int Size { get; init; }
    public required double Rate { get; init; }
    public required double ScratchRate { get; init; }
    public required bool Scratch { get; init; }
    public required bool LightAugmentation { get; init; }
    public required int Seed { get; init; }
    public required DirectoryInfo Output { get; init; }

    /// <summary>Parses the command line and runs the sample, or prints help or errors.</summary>
    public static int Run(string[] args, Func<SampleOptions, CancellationToken, int> run)
    {
        var data = new Option<string?>("--data") { Description = "Folder with train.zip and test.zip, or train/ and test/, or CIFAR-10's binary files" };
        var network = new Option<string?>("--network") { Description = "resnet18, resnet18_mlnet, alexnet32 or alexnet; else that of the named weights, or resnet18" };
        var weights = new Option<string?>("--weights") { Description = "A .pth or .safetensors file, a name such as resnet18.tinyimagenet, or none; for ResNet18 else resnet18.mlnet" };
        var trainImages = new Option<int>("--train-images") { Description = "Training images to use; 0 for all", DefaultValueFactory = _ => 5000 };
        var testImages = new Option<int>("--test-images") { Description = "Test images to use; 0 for all", DefaultValueFactory = _ => 2000 };
        var epochs = new Option<int>("--epochs") { Description = "Epochs, the frozen ones included", DefaultValueFactory = _ => 6 };
        var frozen = new Option<int>("--frozen-epochs") { Description = "Epochs in which only the head learns", DefaultValueFactory = _ => 2 };
        var size = new Option<int?>("--size") { Description = "Height and width that images are resized to; else 80, or 32 for alexnet32" };
        var rate = new Option<double>("--rate") { Description = "Learning rate of all layers after the frozen epochs", DefaultValueFactory = _ => 1e-3 };
        var scratchRate = new Option<double>("--scratch-rate") { Description = "Learning rate from scratch", DefaultValueFactory = _ => 1e-3 };
        var scratch = new Option<bool>("--scratch") { Description = "Train from random weights as well, and compare" };
        var light = new Option<bool>("--light-augmentation") { Description = "Random crops and flips only, without the recipe's colours and rotation" };
        var seed = new Option<int>("--seed") { Description = "Seed of everything random", DefaultValueFactory = _ => 1 };
        var output = new Option<DirectoryInfo>("--output")
        {
            Description = "Folder for the model and the learning curves",
            DefaultValueFactory = _ => new DirectoryInfo("output"),
        };

        var command = new RootCommand("Fine-tunes a network on CIFAR-10 inside an ML.NET pipeline.")
        {
            data, network, weights, trainImages, testImages, epochs, frozen, size, rate, scratchRate, scratch, light, seed, output,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(run(
            new SampleOptions
            {
                Data = parsed.GetValue(data),
                Network = parsed.GetValue(network) ?? NetworkOf(parsed.GetValue(weights)),
                Weights = parsed.GetValue(weights),
                TrainImages = parsed.GetValue(trainImages),
                TestImages = parsed.GetValue(testImages),
                Epochs = parsed.GetValue(epochs),
                FrozenEpochs = parsed.GetValue(frozen),
                Size = parsed.GetValue(size) ?? (parsed.GetValue(network) == "alexnet32" ? 32 : 80),
                Rate = parsed.GetValue(rate),
                ScratchRate = parsed.GetValue(scratchRate),
                Scratch = parsed.GetValue(scratch),
                LightAugmentation = parsed.GetValue(light),
                Seed = parsed.GetValue(seed),
                Output = parsed.GetValue(output)!,
            },
            cancellation)));
        return Invoke(command.Parse(args));
    }

    private static string NetworkOf(string? weights) =>
        WeightsCatalog.Entries.FirstOrDefault(entry => entry.Name == weights)?.Network ?? "resnet18";

    // What the user can mend is one line; anything else is a defect and keeps its stack trace.
    private static int Invoke(ParseResult parsed)
    {
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception mistake) when (mistake is ArgumentException or IOException or InvalidDataException or OperationCanceledException
            or TorchLibraryException)
        {
            Console.Error.WriteLine($"error: {mistake.Message}");
            return 1;
        }
    }
}
