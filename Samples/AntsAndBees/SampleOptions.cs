using System.CommandLine;
using Toolkit.Pretrained;

namespace Toolkit.Samples;

/// <summary>What can be said on the sample's command line.</summary>
internal sealed record SampleOptions
{
    private const string Default = "resnet18_mlnet";

    private static readonly string SqueezeNet = DataFolder.PathOf("SqueezeNet_fp16.onnx");

    /// <summary>Folder with train/ and val/, each with a folder a class.</summary>
    public required string Data { get; init; }

    public required string Network { get; init; }
    public required Weights Weights { get; init; }

    /// <summary>Whether LoadImages and ResizeImages load the photographs.</summary>
    public required bool ThroughPipeline { get; init; }

    public required int Epochs { get; init; }
    public required int FrozenEpochs { get; init; }

    /// <summary>Learning rate of all layers.</summary>
    public required double Rate { get; init; }

    /// <summary>How many times to train.</summary>
    public required int Seeds { get; init; }

    /// <summary>Share of the training images that is held back to choose epochs and rates on.</summary>
    public required double HoldOut { get; init; }

    /// <summary>Parses the command line and runs the sample, or prints help or errors.</summary>
    public static int Run(string[] args, Action<SampleOptions, CancellationToken> run)
    {
        var data = new Option<string?>("--data") { Description = $"Folder with train/ and val/; else {DataFolder.PathOf("hymenoptera")}" };
        var network = new Option<string>("--network") { Description = "resnet18_mlnet, resnet18 or squeezenet1_1", DefaultValueFactory = _ => Default };
        var weights = new Option<string?>("--weights")
        {
            Description = "A file, or a name such as resnet18.imagenet1k_v1; else resnet18.mlnet, and for SqueezeNet "
                + $"{SqueezeNet} or, downloaded, squeezenet1_1.imagenet1k_v1",
        };
        var through = new Option<bool>("--through-pipeline") { Description = "Load the photographs with ML.NET's LoadImages and ResizeImages" };
        var epochs = new Option<int>("--epochs") { Description = "Epochs, the frozen ones included", DefaultValueFactory = _ => 14 };
        var frozen = new Option<int>("--frozen-epochs") { Description = "Epochs in which only the head learns", DefaultValueFactory = _ => 10 };
        var rate = new Option<double>("--rate") { Description = "Learning rate of all layers", DefaultValueFactory = _ => 2e-5 };
        var seeds = new Option<int>("--seeds") { Description = "How many times to train, each time anew", DefaultValueFactory = _ => 3 };
        seeds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--seeds must be at least 1.");
        });

        var holdOut = new Option<double>("--hold-out")
        {
            Description = "Share of the training images to hold back and score every epoch on; 0, the default, trains on all of them",
        };

        var command = new RootCommand("Teaches a network that was trained on ImageNet to tell ants from bees.")
        {
            data, network, weights, through, epochs, frozen, rate, seeds, holdOut,
        };
        return SampleCommand.Run(command, args, (parsed, cancellation) => run(
            new SampleOptions
            {
                Data = DataFolder.Hymenoptera(parsed.GetValue(data)),
                Network = parsed.GetValue(network)!,
                Weights = FindWeights(parsed.GetValue(weights), parsed.GetValue(network)!),
                ThroughPipeline = parsed.GetValue(through),
                Epochs = parsed.GetValue(epochs),
                FrozenEpochs = parsed.GetValue(frozen),
                Rate = parsed.GetValue(rate),
                Seeds = parsed.GetValue(seeds),
                HoldOut = parsed.GetValue(holdOut),
            },
            cancellation));
    }

    private static Weights FindWeights(string? given, string network)
    {
        var isSqueezeNet = network.StartsWith("squeezenet", StringComparison.OrdinalIgnoreCase);
        var name = given ?? (isSqueezeNet ? File.Exists(SqueezeNet) ? SqueezeNet : "squeezenet1_1.imagenet1k_v1" : "resnet18.mlnet");
        return File.Exists(name) ? Weights.File(name) : Weights.Named(name);
    }
}
