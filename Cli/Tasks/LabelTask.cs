using Microsoft.ML;
using Toolkit.Cli.Prediction;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Reporting;
using Toolkit.Training;

namespace Toolkit.Cli.Tasks;

/// <summary>Several labels an image, none to all.</summary>
internal sealed class LabelTask : ImageTask
{
    public override LearningTask Task => LearningTask.MultiLabel;

    public override string Name => "multi-label";

    public override (string One, string Several) Output => ("label", "labels");

    public override string Conflict => "are there several times with other labels";

    public override string Stratified => "of the images of every label";

    public override IReadOnlyList<int> Count(IImageDataset images, IReadOnlyList<int> indices) =>
        [.. images.ClassNames.Select((_, label) => indices.Count(index => images.TargetsOf(index)[label] > 0))];

    public override ITransformer Train(MLContext ml, IDataView train, IDataView validation, Action<ImageTrainerOptions> set)
    {
        var options = new ImageMultiLabelTrainer.Options { ValidationSet = validation };
        set(options);
        return ml.TransferLearning().FineTuneMultiLabel(options).Fit(train);
    }

    public override Judgement Judge(MLContext ml, ImagePredictionTransformer model, IDataView scored, int worst)
    {
        var metrics = ml.TransferLearning().EvaluateMultiLabel(scored);
        var thresholds = ((ImageMultiLabelTransformer)model).Thresholds;
        var table = TextTable.Format(
            [["label", "threshold"], .. metrics.Labels.Zip(thresholds, (label, threshold) => new[] { label.Name, Answers.Percent(threshold) })]);
        return new(
            TrainingMetric.MeanAveragePrecision, metrics.MeanAveragePrecision, metrics.Images, $"{metrics}{Environment.NewLine}{table}",
            [
                ("meanAveragePrecision", metrics.MeanAveragePrecision), ("microF1", metrics.MicroF1), ("macroF1", metrics.MacroF1),
                ("subsetAccuracy", metrics.SubsetAccuracy), ("hammingLoss", metrics.HammingLoss), ("labels", metrics.Labels), ("thresholds", thresholds),
            ],
            (trained, options) => ml.TransferLearning().Report(trained, metrics, options));
    }

    public override Answers AnswersOf(ImagePredictionTransformer? model, IReadOnlyList<string> names, int? top) => top is null
        ? new LabelAnswers(names, ((ImageMultiLabelTransformer)model!).Thresholds)
        : throw new ArgumentException("--top is for classifiers: this model says which of its labels an image has. Leave it out, or take --json for all.");
}
