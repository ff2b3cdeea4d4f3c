using Microsoft.ML;
using Toolkit.Estimators.Evaluation;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Reporting;
using Toolkit.Reporting;

namespace Toolkit.Estimators;

public sealed partial class TransferLearningCatalog
{
    /// <summary>
    /// Gathers the facts about a trained model, for a page (<see cref="TrainingReport.SaveHtml"/>) and a model card
    /// (<see cref="TrainingReport.SaveModelCard"/>). Of the worst mistakes it makes small pictures, and beside each one of what the network saw
    /// (Grad-CAM), for which nothing else may use the network meanwhile.
    /// </summary>
    /// <param name="model">A fitted pipeline with exactly one network, or that step alone.</param>
    /// <param name="metrics">What <see cref="Evaluate"/> says of it. Null, the default: the model was not evaluated, and the report says so.</param>
    /// <param name="options">What else is told, such as the data and the training's options. Null: the defaults.</param>
    /// <exception cref="ArgumentException">The model has no network or several, or an option is missing or out of its range.</exception>
    public TrainingReport Report(ITransformer model, ImageClassificationMetrics? metrics = null, TrainingReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new TrainingReportOptions();
        options.Validate();
        var step = ModelSteps.OnlyClassifier(model, "A report is of");
        var mistakes = metrics?.WorstMisclassifications.Take(options.Mistakes).ToList() ?? [];
        var network = step.Description;
        return new TrainingReport
        {
            Title = options.Title ?? $"Image classifier {network.Architecture}",
            Created = DateTimeOffset.UtcNow,
            Network = network.Architecture,
            Input = network.Input,
            WeightsLicence = network.Licence,
            ClassNames = step.ClassNames,
            Training = step.TrainingResult,
            TrainingOptions = options.Training,
            Search = options.Search,
            Metrics = metrics,
            MetricsAreOfValidation = options.MetricsAreOfValidation,
            Mistakes = new MistakePictures(step, options.Scored).Of(mistakes),
            Data = options.Data,
            Split = options.Split,
            Settings = [.. options.Settings, .. options.Training is { } training ? TrainingSettings.Of(training) : []],
            Environment = RunEnvironment.Current(),
            ModelFile = options.ModelFile,
        };
    }
}
