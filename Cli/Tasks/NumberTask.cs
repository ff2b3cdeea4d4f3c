using Microsoft.ML;
using Toolkit.Cli.Prediction;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Training;

namespace Toolkit.Cli.Tasks;

/// <summary>One or several numbers an image.</summary>
internal sealed class NumberTask : ImageTask
{
    public override LearningTask Task => LearningTask.Regression;

    public override string Name => "regression";

    public override (string One, string Several) Output => ("number", "numbers");

    public override string Conflict => "are there several times with other numbers";

    public override string Stratified => "of the images, by chance";

    public override string LeftOut => "no random crops, flips or rotations, since these may change the numbers";

    public override IReadOnlyList<int> Count(IImageDataset images, IReadOnlyList<int> indices) => [];

    public override FineTuningOptions Suited(FineTuningOptions recipe) => recipe with { Augmentation = [], LabelSmoothing = 0 };

    public override ITransformer Train(MLContext ml, IDataView train, IDataView validation, Action<ImageTrainerOptions> set)
    {
        var options = new ImageRegressionTrainer.Options { ValidationSet = validation };
        set(options);
        return ml.TransferLearning().FineTuneRegression(options).Fit(train);
    }

    public override Judgement Judge(MLContext ml, ImagePredictionTransformer model, IDataView scored, int worst)
    {
        var metrics = ml.TransferLearning().EvaluateRegression(scored);
        return new(
            TrainingMetric.RSquared, metrics.RSquared, metrics.Images, metrics.ToString(),
            [("rSquared", metrics.RSquared), ("numbers", metrics.Numbers)],
            (trained, options) => ml.TransferLearning().Report(trained, metrics, options));
    }

    public override Answers AnswersOf(ImagePredictionTransformer? model, IReadOnlyList<string> names, int? top) => top is null
        ? new NumberAnswers(names)
        : throw new ArgumentException("--top is for classifiers: this model says numbers. Leave it out.");
}
