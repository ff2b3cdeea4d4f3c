using System.Diagnostics;
using Microsoft.ML;
using Toolkit.Datasets;
using Toolkit.Estimators;
using Toolkit.Images;
using Toolkit.Pretrained;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>CIFAR-10's test images through a whole ML.NET pipeline, and its metrics: label to key, network, evaluation.</summary>
internal sealed class PipelineScoring : IWorkload
{
    private readonly MLContext ml = new(seed: 1);
    private readonly IDataView test;
    private readonly ITransformer model;
    private readonly int count;

    public PipelineScoring(WorkloadOptions options)
    {
        var images = RecordFile.Read(Path.Combine(options.Data, "cifar-test.bin"), options.Images);
        (test, count) = (ml.TransferLearning().LoadImages(images), images.Count);
        var weights = Weights.File(Path.Combine(options.Data, "resnet18-10.pth"));
        model = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.TransferLearning().Classify("resnet18", weights, Cifar10.ClassNames, inputSpec: InputSpec.Cifar10))
            .Fit(test);
    }

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        ml.MulticlassClassification.Evaluate(model.Transform(test));
        return new(count, watch.Elapsed.TotalSeconds);
    }
}
