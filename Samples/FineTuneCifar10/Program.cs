using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Spectre.Console;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Reporting;
using Toolkit.Samples;

return Settings.Run(args, (settings, cancellation) =>
{
    var ml = new MLContext(settings.Seed);
    var (name, trainImages, testImages) = settings.Images();
    IDataView train = ml.TransferLearning().LoadImages(trainImages), test = ml.TransferLearning().LoadImages(testImages);
    Console.WriteLine($"{name}: {trainImages.Count} training images, {testImages.Count} test images of {settings.Size}×{settings.Size} pixels");

    List<(string Start, double Accuracy)> scores = [];
    foreach (var start in settings.Starts())
    {
        Console.WriteLine($"\n{settings.Network} from {start.Name}");
        var model = TrainingProgress.Show(start.Recipe.Epochs, progress => Pipeline(start, progress).Fit(train));
        if (scores.Count == 0) Keep(model);
        if (cancellation.IsCancellationRequested) return;

        var metrics = ml.TransferLearning().Evaluate(model.Transform(test));
        scores.Add((start.Name, metrics.MicroAccuracy));
        if (scores.Count > 1) continue;

        Console.WriteLine($"\n{metrics}");
        ClassifyTen(settings.Output("model.zip"));
    }

    if (scores.Count > 1) Compare();
    Console.WriteLine($"test accuracy: {Percent(scores[0].Accuracy)}");

    EstimatorChain<KeyToValueMappingTransformer> Pipeline(Start start, TrainingProgress progress) => ml.Transforms.Conversion
        .MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
        .Append(ml.TransferLearning().FineTune(new ImageFineTuningTrainer.Options
        {
            Network = settings.Network,
            Weights = start.Weights,
            Training = start.Recipe with { Seed = settings.Seed },
            IterationCallback = progress.OnIteration,
            EpochCallback = progress.OnEpoch,
            CancellationToken = cancellation,
        }))
        .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));

    void Keep(TransformerChain<KeyToValueMappingTransformer> model)
    {
        var result = model.OfType<ImageClassificationTransformer>().Single().TrainingResult!;
        LearningCurves.Save(settings.Output("learning-curves.svg"), LearningCurveData.Of(result));
        ml.TransferLearning().Save(model, train.Schema, settings.Output("model.zip"));
        if (result.Cancelled) Console.WriteLine($"Stopped. {settings.Output("model.zip")} has the weights of epoch {result.Best!.Epoch}, the best until then.");
    }

    // Loads the saved model and classifies ten test images, one by one.
    void ClassifyTen(string path)
    {
        var loaded = ml.TransferLearning().Load(path, out _);
        using var engine = ml.Model.CreatePredictionEngine<LabelledImage, Prediction>(loaded);
        var table = new Table().SimpleBorder().AddColumns("image", "prediction", "probability", "");
        var rows = ml.TransferLearning().LoadImages(testImages.TakeRandom(Math.Min(testImages.Count, 10), seed: 1));
        foreach (var row in ml.Data.CreateEnumerable<LabelledImage>(rows, reuseRowObject: false))
        {
            var prediction = engine.Predict(row);
            var mark = prediction.PredictedLabel == row.Label ? "" : "[red]wrong[/]";
            table.AddRow(row.Label.EscapeMarkup(), prediction.PredictedLabel.EscapeMarkup(), Percent(prediction.Score.Max()), mark);
        }
        Console.WriteLine($"{path}, loaded again, on ten test images (learning-curves.svg beside it shows how it learned):");
        AnsiConsole.Write(table);
    }

    void Compare()
    {
        var table = new Table().SimpleBorder().AddColumns("start", "test accuracy");
        foreach (var (start, accuracy) in scores) table.AddRow(start.EscapeMarkup(), Percent(accuracy));
        Console.WriteLine("\nThe same network, images and epochs:");
        AnsiConsole.Write(table);
    }

    static string Percent(double share) => FormattableString.Invariant($"{100 * share:F2} %");
});

internal sealed class LabelledImage
{
    public string Label { get; set; } = "";

    [ImageColumn]
    public MLImage? Image { get; set; }
}

internal sealed class Prediction
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}
