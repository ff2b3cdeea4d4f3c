using Toolkit.Scoring;
using Toolkit.Training;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>Our side's workloads by name.</summary>
internal static class WorkloadCatalog
{
    public static IReadOnlyDictionary<string, Func<WorkloadOptions, IWorkload>> Factories { get; } =
        new Dictionary<string, Func<WorkloadOptions, IWorkload>>
        {
            ["frozen"] = options => RecipeEpoch.Frozen(options, ScoringEngine.Auto),
            ["frozen-by-torchsharp"] = options => RecipeEpoch.Frozen(options, ScoringEngine.TorchSharp),
            ["frozen-reused"] = options => new ReusedFeatures(options),
            ["unfrozen"] = options => RecipeEpoch.Unfrozen(options, TrainingPrecision.Float32),
            ["unfrozen-bfloat16"] = options => RecipeEpoch.Unfrozen(options, TrainingPrecision.BFloat16),
            ["unfrozen-64"] = options => RecipeEpoch.Unfrozen(options, TrainingPrecision.Float32, size: 64),
            ["unfrozen-resnet18-224"] = options => new PhotographEpoch(options, "resnet18"),
            ["unfrozen-mobilenet-224"] = options => new PhotographEpoch(options, "mobilenet_v2"),
            ["augmentation"] = options => new AugmentationAlone(options),
            ["lenet"] = options => new LeNetEpoch(options),
            ["photographs"] = options => new PhotographBatches(options, "photographs"),
            ["photographs-scaled"] = options => new PhotographBatches(options, "photographs-large", isScaled: true),
            ["resnet18-1"] = options => new NetworkScoring(options, "resnet18", batchSize: 1),
            ["resnet18-16"] = options => new NetworkScoring(options, "resnet18", batchSize: 16),
            ["mobilenet-1"] = options => new NetworkScoring(options, "mobilenet_v3_small", batchSize: 1),
            ["folder"] = options => new FolderScoring(options, ScoringEngine.Auto),
            ["folder-by-torchsharp"] = options => new FolderScoring(options, ScoringEngine.TorchSharp),
            ["resnet18-1-int8"] = options => new NetworkScoring(options, "resnet18", batchSize: 1, inInt8: true),
            ["scoring"] = options => new PipelineScoring(options),
            ["features"] = options => new PipelineFeatures(options),
            ["photograph-features"] = options => new PhotographFeatures(options),
            ["first-prediction"] = options => new FirstPrediction(options, ScoringEngine.Auto),
            ["first-prediction-by-torchsharp"] = options => new FirstPrediction(options, ScoringEngine.TorchSharp),
        };
}
