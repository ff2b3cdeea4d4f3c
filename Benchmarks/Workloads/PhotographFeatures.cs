using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Pretrained;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>Features of JPEG files at 224×224 by the network of ML.NET's package, as a step of an ML.NET pipeline.</summary>
internal sealed class PhotographFeatures : IWorkload
{
    private readonly IDataView features;

    public PhotographFeatures(WorkloadOptions options)
    {
        var ml = new MLContext(seed: 1);
        var photographs = new ImageFolder(Path.Combine(options.Data, "photographs")).TakeRandom(options.Images, seed: 1);
        var images = ml.TransferLearning().LoadImages(photographs);
        var weights = Weights.Named("resnet18.mlnet");
        features = ml.TransferLearning().Featurize("Features", "resnet18_mlnet", weights).Fit(images).Transform(images);
    }

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        var count = features.GetColumn<float[]>("Features").Count();
        return new(count, watch.Elapsed.TotalSeconds);
    }
}
