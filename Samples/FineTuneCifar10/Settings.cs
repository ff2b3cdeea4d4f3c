using System.CommandLine;
using System.Security.Cryptography;
using Spectre.Console;
using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Datasets;
using Toolkit.Images;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.Training;

namespace Toolkit.Samples;

/// <summary>What a training starts from, and its numbers.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Weights">Pretrained weights, or null for random ones.</param>
/// <param name="Recipe">The training.</param>
internal sealed record Start(string Name, Weights? Weights, FineTuningOptions Recipe);

/// <summary>What the command line says, and what follows from it: images, weights, the recipe.</summary>
internal sealed class Settings(ParseResult line)
{
    private const string Cifar10 = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz";
    private const string Cifar10Sha256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd";
    private const double HeadRate = 1e-3;

    private static readonly Option<string?>
        DataOption = new("--data") { Description = "Folder with train.zip and test.zip, or train/ and test/, or CIFAR-10's binary files" },
        NetworkOption = new("--network")
        {
            Description = "resnet18, resnet18_mlnet, alexnet32 or alexnet; else that of the named weights, or resnet18",
        },
        WeightsOption = new("--weights")
        {
            Description = "A .pth or .safetensors file, a name such as resnet18.tinyimagenet, or none; for ResNet18 else resnet18.mlnet",
        };

    private static readonly Option<string?> RecipeOption = new("--recipe")
    {
        Description = $"All other numbers: {string.Join(", ", Recipes.Names)}; else cifar10 with the rates below and one cycle of them",
    };

    private static readonly Option<int>
        TrainImagesOption = new("--train-images") { Description = "Training images to use; 0 for all", DefaultValueFactory = _ => 5000 },
        TestImagesOption = new("--test-images") { Description = "Test images to use; 0 for all", DefaultValueFactory = _ => 2000 },
        EpochsOption = new("--epochs") { Description = "Epochs, the frozen ones included", DefaultValueFactory = _ => 6 },
        FrozenEpochsOption = new("--frozen-epochs") { Description = "Epochs in which only the head learns", DefaultValueFactory = _ => 2 },
        SeedOption = new("--seed") { Description = "Seed of everything random", DefaultValueFactory = _ => 1 };

    private static readonly Option<int?> SizeOption =
        new("--size") { Description = "Height and width that images are resized to; else 96, or 32 for alexnet32" };

    private static readonly Option<double>
        RateOption = new("--rate") { Description = "Learning rate of all layers after the frozen epochs", DefaultValueFactory = _ => 1e-3 },
        ScratchRateOption = new("--scratch-rate") { Description = "Learning rate from scratch", DefaultValueFactory = _ => 1e-3 };

    private static readonly Option<bool>
        ScratchOption = new("--scratch") { Description = "Train from random weights as well, and compare" },
        LightOption = new("--light-augmentation") { Description = "Random crops and flips only, without the recipe's colours and rotation" };

    private static readonly Option<string> OutputOption =
        new("--output") { Description = "Folder for the model and the learning curves", DefaultValueFactory = _ => "output" };

    public string Network => line.GetValue(NetworkOption)
        ?? WeightsCatalog.Entries.FirstOrDefault(entry => entry.Name == line.GetValue(WeightsOption))?.Network ?? "resnet18";

    public int Epochs => line.GetValue(EpochsOption);

    public int Size => line.GetValue(SizeOption) ?? (line.GetValue(NetworkOption) == "alexnet32" ? 32 : 96);

    public int Seed => line.GetValue(SeedOption);

    /// <summary>Parses the command line and runs the sample, or prints help or errors.</summary>
    public static int Run(string[] args, Action<Settings, CancellationToken> run)
    {
        var command = new RootCommand("Fine-tunes a network on CIFAR-10 inside an ML.NET pipeline.")
        {
            DataOption, NetworkOption, WeightsOption, TrainImagesOption, TestImagesOption, EpochsOption, FrozenEpochsOption, SizeOption,
            RecipeOption, RateOption, ScratchRateOption, ScratchOption, LightOption, SeedOption, OutputOption,
        };
        return SampleCommand.Run(command, args, (line, cancellation) => run(new Settings(line), cancellation));
    }

    /// <summary>Path of a file in the output folder.</summary>
    public string Output(string file) => Path.GetFullPath(file, Path.GetFullPath(line.GetValue(OutputOption)!));

    /// <summary>
    /// CIFAR-10 from --data or among the samples' data, downloaded to there where it is missing; where that fails, Fashion-MNIST from Debian's
    /// package. Of both sets random subsets, if there are more images than wanted.
    /// </summary>
    public (string Name, IImageDataset Train, IImageDataset Test) Images()
    {
        string[] places = [DataFolder.PathOf("cifar10"), DataFolder.PathOf("")];
        var folder = line.GetValue(DataOption) ?? places.FirstOrDefault(Cifar10Folder.IsIn) ?? Download();
        var name = folder is null ? "Fashion-MNIST" : "CIFAR-10";
        return (name, Take(Load(folder, training: true), TrainImagesOption), Take(Load(folder, training: false), TestImagesOption));
    }

    /// <summary>
    /// Pretrained weights, and random ones beside them where the command line asks for a comparison. Where the weights cannot be had, that
    /// is said, and random ones are all there is.
    /// </summary>
    public IEnumerable<Start> Starts()
    {
        var pretrained = Pretrained();
        var images = pretrained?.InputSpec ?? InputSpec.Cifar10;
        if (pretrained is not null)
            yield return new(pretrained.Description, pretrained, Recipe(images, line.GetValue(FrozenEpochsOption), line.GetValue(RateOption)));
        if (pretrained is null || line.GetValue(ScratchOption))
            yield return new("scratch", null, Recipe(images, frozenEpochs: 0, line.GetValue(ScratchRateOption)));
    }

    private Weights? Pretrained()
    {
        var given = line.GetValue(WeightsOption);
        var name = given ?? Network switch
        {
            "resnet18_mlnet" or "resnet18" => "resnet18.mlnet",
            "alexnet32" => "alexnet.imagenet1k_v1",
            _ => $"{Network}.imagenet1k_v1",
        };
        if (name == "none") return null;
        try
        {
            var weights = File.Exists(name) ? Weights.File(name) : Weights.Named(name);
            _ = weights.Read(); // what cannot be downloaded or read is known before anything is trained
            return weights;
        }
        catch (WeightsException unavailable) when (given is null)
        {
            Console.WriteLine($"No pretrained weights: {unavailable.Message}");
            return null;
        }
    }

    /// <summary>The named recipe, or that of CIFAR-10 with other rates.</summary>
    private FineTuningOptions Recipe(InputSpec images, int frozenEpochs, double rate)
    {
        var input = images with { Height = Size, Width = Size, ResizeShorterSide = Size };
        if (line.GetValue(RecipeOption) is { } name)
        {
            var named = Recipes.Named(name, Size);
            return named with { Input = input, Epochs = line.GetResult(EpochsOption) is { Implicit: false } ? Epochs : named.Epochs };
        }
        var recipe = Recipes.Cifar10(Network, Size);
        return recipe with
        {
            Input = input,
            Epochs = Epochs,
            FrozenEpochs = frozenEpochs,
            LearningRate = frozenEpochs == 0 ? rate : HeadRate,
            UnfrozenLearningRate = rate,
            Schedule = Schedule.OneCycle(),
            AugmentWhileFrozen = false, // features of whole images, computed once: a head learns more from them in fewer steps
            Augmentation = line.GetValue(LightOption)
                ? [.. recipe.Augmentation!.Where(step => step is RandomCrop or RandomHorizontalFlip)]
                : recipe.Augmentation,
        };
    }

    private IImageDataset Take(IImageDataset images, Option<int> option)
    {
        var count = line.GetValue(option);
        return count == 0 || count >= images.Count ? images : images.TakeRandom(count, Seed);
    }

    private static IImageDataset Load(string? folder, bool training) =>
        folder is null ? FashionMnist.Load(training) : Cifar10Folder.Load(folder, training);

    /// <summary>
    /// Fetches the binary version of CIFAR-10 from its home (Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images").
    /// </summary>
    /// <returns>The folder that it is in; null where it cannot be had, which is said.</returns>
    private static string? Download()
    {
        var folder = DataFolder.PathOf("cifar10");
        var archive = Path.Combine(folder, Path.GetFileName(Cifar10));
        try
        {
            Directory.CreateDirectory(folder);
            AnsiConsole.Status().Start($"downloading CIFAR-10 (162 MB) to {folder.EscapeMarkup()}", _ => Fetch(archive + ".part").GetAwaiter().GetResult());
            File.Move(archive + ".part", archive);
            return folder;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or UnauthorizedAccessException or TaskCanceledException)
        {
            Console.WriteLine($"CIFAR-10 cannot be downloaded: {failure.Message}\nThis run takes Fashion-MNIST, as three equal channels.");
            return null;
        }
    }

    private static async Task Fetch(string path)
    {
        using var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = TimeSpan.FromHours(1) };
        await using (var source = await client.GetStreamAsync(Cifar10))
        await using (var file = File.Create(path)) await source.CopyToAsync(file);

        await using var written = File.OpenRead(path);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(written));
        if (hash != Cifar10Sha256) throw new InvalidDataException($"{Cifar10} must have the SHA-256 {Cifar10Sha256}, but has {hash}.");
    }
}
