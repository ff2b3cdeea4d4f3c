using System.CommandLine;
using Toolkit.Pretrained;

namespace Toolkit.Samples;

/// <summary>What can be said on the sample's command line.</summary>
/// <param name="Data">Folder with train/ and val/, each with a folder a class.</param>
/// <param name="Weights">Trained weights of SqueezeNet 1.1.</param>
/// <param name="Seeds">How many times to train.</param>
/// <param name="HoldOut">Share of the training images that is held back to choose epochs and rates on.</param>
internal sealed record SampleOptions(string Data, Weights Weights, int Seeds, double HoldOut)
{
    private const string PretrainedName = "squeezenet1_1.imagenet1k_v1";

    private static readonly string[] DataPlaces = [InToolkitData("hymenoptera"), "../shared/data/hymenoptera"];

    private static readonly string[] WeightsPlaces =
        [InToolkitData("SqueezeNet_fp16.onnx"), "../shared/weights/imagenet-squeezenet/SqueezeNet_fp16.onnx"];

    /// <summary>Parses the command line and runs the sample, or prints help or errors.</summary>
    public static int Run(string[] args, Func<SampleOptions, CancellationToken, int> run)
    {
        var data = new Option<string?>("--data") { Description = $"Folder with train/ and val/; else {string.Join(" or ", DataPlaces)}" };
        var weights = new Option<string?>("--weights")
        {
            Description = $"An .onnx, .pth or .safetensors file; else {string.Join(" or ", WeightsPlaces)} or, downloaded, {PretrainedName}",
        };
        var seeds = new Option<int>("--seeds") { Description = "How many times to train, each time anew", DefaultValueFactory = _ => 5 };
        seeds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--seeds must be at least 1.");
        });

        var holdOut = new Option<double>("--hold-out")
        {
            Description = "Share of the training images to hold back and score every epoch on; 0, the default, trains on all of them",
        };

        var command = new RootCommand("Teaches SqueezeNet 1.1, trained on ImageNet, to tell ants from bees.") { data, weights, seeds, holdOut };
        command.SetAction((parsed, cancellation) => Task.FromResult(run(
            new SampleOptions(FindData(parsed.GetValue(data)), FindWeights(parsed.GetValue(weights)), parsed.GetValue(seeds), parsed.GetValue(holdOut)),
            cancellation)));
        return Invoke(command.Parse(args));
    }

    private static string FindData(string? given) => given ?? DataPlaces.FirstOrDefault(Directory.Exists)
        ?? throw new DirectoryNotFoundException(
            $"The photographs are not in {string.Join(" or ", DataPlaces)}. Download PyTorch's hymenoptera_data, and give its folder as --data.");

    private static Weights FindWeights(string? given) => (given ?? WeightsPlaces.FirstOrDefault(File.Exists)) is { } file
        ? Weights.File(file)
        : Weights.Named(PretrainedName);

    private static string InToolkitData(string name) => Path.Combine(Environment.GetEnvironmentVariable("TOOLKIT_DATA") ?? "data", name);

    // What the user can mend is one line; anything else is a defect and keeps its stack trace.
    private static int Invoke(ParseResult parsed)
    {
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception mistake) when (mistake is ArgumentException or IOException or InvalidDataException or OperationCanceledException)
        {
            Console.Error.WriteLine($"error: {mistake.Message}");
            return 1;
        }
    }
}
