using Toolkit.Training;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>All workloads by name.</summary>
internal static class WorkloadCatalog
{
    private static readonly Dictionary<string, Func<WorkloadOptions, IWorkload>> Factories = new()
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
        ["features"] = options => new PipelineFeatures(options),
        ["scoring"] = options => new PipelineScoring(options),
        ["first-prediction"] = options => new FirstPrediction(options),
    };

    /// <exception cref="ArgumentException">There is no such workload.</exception>
    public static IWorkload Create(string name, WorkloadOptions options) => Factories.TryGetValue(name, out var create)
        ? create(options)
        : throw new ArgumentException($"There is no workload '{name}'. Choose one of {string.Join(", ", Factories.Keys)}.");
}
