using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Benchmarks.Workloads;

namespace Toolkit.Benchmarks.Peers;

/// <summary>Features of JPEG files at 224×224 by ML.NET's own DnnFeaturizeImage, as its documentation writes it.</summary>
internal sealed class MlNetPhotographFeatures : IWorkload
{
    private readonly IDataView features;

    public MlNetPhotographFeatures(WorkloadOptions options)
    {
        var ml = new MLContext(seed: 1);
        var files = Directory.GetFiles(Path.Combine(options.Data, "photographs"), "*.jpg", SearchOption.AllDirectories).Order();
        var images = ml.Data.LoadFromEnumerable(files.Take(options.Images).Select(file => new Photograph { ImagePath = file }).ToArray());
        features = ml.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: nameof(Photograph.ImagePath))
            .Append(ml.Transforms.ResizeImages("Image", 224, 224))
            .Append(ml.Transforms.ExtractPixels("Pixels", "Image"))
            .Append(ml.Transforms.DnnFeaturizeImage(
                "Features", model => model.ModelSelector.ResNet18(ml, model.OutputColumn, model.InputColumn), "Pixels"))
            .Fit(images)
            .Transform(images);
    }

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        var count = features.GetColumn<float[]>("Features").Count();
        return new(count, watch.Elapsed.TotalSeconds);
    }

    private sealed class Photograph
    {
        public string ImagePath { get; set; } = "";
    }
}
