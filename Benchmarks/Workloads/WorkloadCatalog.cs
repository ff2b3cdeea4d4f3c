using Toolkit.Training;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>Our side's workloads by name.</summary>
internal static class WorkloadCatalog
{
    public static IReadOnlyDictionary<string, Func<WorkloadOptions, IWorkload>> Factories { get; } =
        new Dictionary<string, Func<WorkloadOptions, IWorkload>>
        {
            ["frozen"] = options => RecipeEpoch.Frozen(options),
            ["frozen-reused"] = options => new ReusedFeatures(options),
            ["unfrozen"] = options => RecipeEpoch.Unfrozen(options, TrainingPrecision.Float32),
            ["unfrozen-bfloat16"] = options => RecipeEpoch.Unfrozen(options, TrainingPrecision.BFloat16),
            ["augmentation"] = options => new AugmentationAlone(options),
            ["lenet"] = options => new LeNetEpoch(options),
            ["photographs"] = options => new PhotographBatches(options),
            ["resnet18-1"] = options => new ResNetScoring(options, batchSize: 1),
            ["resnet18-16"] = options => new ResNetScoring(options, batchSize: 16),
            ["resnet18-1-int8"] = options => new EngineScoring(options, int8: true),
            ["resnet18-1-float32"] = options => new EngineScoring(options, int8: false),
            ["scoring"] = options => new PipelineScoring(options),
            ["features"] = options => new PipelineFeatures(options),
            ["photograph-features"] = options => new PhotographFeatures(options),
            ["first-prediction"] = options => new FirstPrediction(options),
        };
}
