using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Scoring;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>What a program does until it has classified its first photograph: model from a file, a JPEG, one forward pass. All of it counts.</summary>
internal sealed class FirstPrediction(WorkloadOptions options, ScoringEngine engine) : IWorkload
{
    public Measurement Run()
    {
        var ml = new MLContext();
        var model = ml.TransferLearning().Load(Path.Combine(options.Data, "resnet18-10.zip"), out _, engine);
        using var predictions = ml.Model.CreatePredictionEngine<Photograph, Answer>(model);
        var photograph = new Photograph { Image = File.ReadAllBytes(Path.Combine(options.Data, "photograph.jpg")) };
        return new(predictions.Predict(photograph).Score.Length / 10, 0);
    }

    internal sealed class Photograph
    {
        public byte[] Image { get; set; } = [];
    }

    private sealed class Answer
    {
        public float[] Score { get; set; } = [];
    }
}
