using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.Pretrained;
using Toolkit.Scoring;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>A folder of JPEG files through a pipeline that classifies: list, decode, resize, crop, ResNet18 at 224 px, all scores read.</summary>
internal sealed class FolderScoring : IWorkload
{
    private readonly IDataView scored;

    public FolderScoring(WorkloadOptions options, ScoringEngine engine)
    {
        var ml = new MLContext(seed: 1);
        var images = ml.Data.TakeRows(ml.TransferLearning().LoadImageFolder(Path.Combine(options.Data, "photographs")), options.Images);
        scored = ml.TransferLearning().Classify(new ImageClassificationEstimator.Options
        {
            Weights = Weights.File(Path.Combine(options.Data, "resnet18-10.pth")),
            ClassNames = Toolkit.Datasets.Cifar10.ClassNames,
            Engine = engine,
        }).Fit(images).Transform(images);
    }

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        var count = scored.GetColumn<float[]>("Score").Count();
        return new(count, watch.Elapsed.TotalSeconds);
    }
}
