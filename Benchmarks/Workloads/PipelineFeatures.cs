using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.Images;
using Toolkit.Pretrained;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>Features of CIFAR-10's test images by a frozen backbone, as a step of an ML.NET pipeline; what a trainer after it would read.</summary>
internal sealed class PipelineFeatures : IWorkload
{
    private readonly IDataView features;

    public PipelineFeatures(WorkloadOptions options)
    {
        var ml = new MLContext(seed: 1);
        var images = ml.TransferLearning().LoadImages(RecordFile.Read(Path.Combine(options.Data, "cifar-test.bin"), options.Images));
        var weights = Weights.File(Path.Combine(options.Data, "resnet18-10.pth"));
        features = ml.TransferLearning().Featurize("Features", "resnet18", weights, inputSpec: InputSpec.Cifar10).Fit(images).Transform(images);
    }

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        var count = features.GetColumn<float[]>("Features").Count();
        return new(count, watch.Elapsed.TotalSeconds);
    }
}
