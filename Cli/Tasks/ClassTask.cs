using Microsoft.ML;
using Microsoft.ML.Transforms;
using Toolkit.Cli.Prediction;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Training;

namespace Toolkit.Cli.Tasks;

/// <summary>One of several classes an image.</summary>
internal sealed class ClassTask : ImageTask
{
    /// <summary>How many classes of an image are printed where nothing is said.</summary>
    public const int UsualTop = 3;

    public override LearningTask Task => LearningTask.Classification;

    public override string Name => "classify";

    public override (string One, string Several) Output => ("class", "classes");

    public override string Conflict => "are in several classes";

    public override string Stratified => "of the images of every class";

    public override IReadOnlyList<int> Count(IImageDataset images, IReadOnlyList<int> indices)
    {
        var counts = indices.CountBy(images.LabelOf).ToDictionary();
        return [.. images.ClassNames.Select((_, label) => counts.GetValueOrDefault(label))];
    }

    public override void Check(IReadOnlyList<string> names, IReadOnlyList<int> counts)
    {
        if (names.Count < 2) throw new InvalidDataException($"All images are of the class '{names[0]}'. A classifier needs at least two classes.");
        foreach (var (name, count) in names.Zip(counts))
        {
            if (count >= 2) continue;
            throw new InvalidDataException(
                $"The class '{name}' has {count} image(s) that can be read; each class needs at least 2, and some dozens are better.");
        }
    }

    public override ITransformer Train(MLContext ml, IDataView train, IDataView validation, Action<ImageTrainerOptions> set)
    {
        var keys = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);
        var options = new ImageFineTuningTrainer.Options { ValidationSet = keys.Fit(train).Transform(validation) };
        set(options);
        return keys.Append(ml.TransferLearning().FineTune(options)).Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(train);
    }

    public override Judgement Judge(MLContext ml, ImagePredictionTransformer model, IDataView scored, int worst)
    {
        var metrics = ml.TransferLearning().Evaluate(scored, worstMisclassifications: worst);
        return new(
            TrainingMetric.Accuracy, metrics.MicroAccuracy, metrics.Images, metrics.ToString(),
            [
                ("microAccuracy", metrics.MicroAccuracy), ("macroAccuracy", metrics.MacroAccuracy), ("macroF1", metrics.MacroF1),
                ("logLoss", metrics.LogLoss), ("calibrationError", metrics.Calibration?.ExpectedError), ("classes", metrics.Classes),
                ("worst", metrics.WorstMisclassifications),
            ],
            (trained, options) => ml.TransferLearning().Report(trained, metrics, options));
    }

    public override Answers AnswersOf(ImagePredictionTransformer? model, IReadOnlyList<string> names, int? top) =>
        new ClassAnswers(names, top ?? UsualTop, (model as ImageClassificationTransformer)?.RejectThreshold ?? 0);
}
