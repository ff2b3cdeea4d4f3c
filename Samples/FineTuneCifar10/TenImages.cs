using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Data;
using Toolkit.Estimators;

namespace Toolkit.Samples;

/// <summary>Loads the saved model and classifies ten test images, one by one.</summary>
internal static class TenImages
{
    public static void Classify(MLContext ml, string modelPath, IImageDataset images)
    {
        var model = ml.TransferLearning().Load(modelPath, out _);
        using var engine = ml.Model.CreatePredictionEngine<LabelledImage, Prediction>(model);
        Console.WriteLine($"\n{modelPath}, loaded again, on ten test images:");
        var rows = ml.TransferLearning().LoadImages(images.TakeRandom(Math.Min(images.Count, 10), seed: 1));
        foreach (var row in ml.Data.CreateEnumerable<LabelledImage>(rows, reuseRowObject: false))
        {
            var prediction = engine.Predict(row);
            var mark = prediction.PredictedLabel == row.Label ? "" : "   wrong";
            Console.WriteLine(FormattableString.Invariant($"  {row.Label,-12} -> {prediction.PredictedLabel,-12} {100 * prediction.Score.Max(),6:F1} %{mark}"));
        }

        Console.WriteLine();
    }

    private sealed class LabelledImage
    {
        public string Label { get; set; } = "";

        [ImageColumn]
        public MLImage? Image { get; set; }
    }

    private sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
