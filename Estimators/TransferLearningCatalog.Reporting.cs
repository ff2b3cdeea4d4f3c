using System.Runtime.CompilerServices;
using Microsoft.ML;
using Toolkit.Data;
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
    [OverloadResolutionPriority(1)] // so that null is allowed to stand in place of metrics
    public TrainingReport Report(ITransformer model, ImageClassificationMetrics? metrics = null, TrainingReportOptions? options = null)
    {
        var report = ReportOf(model, metrics is null ? null : LearningTask.Classification, options ??= new(), out var step);
        if (metrics is null || step is not ImageClassificationTransformer classifier) return report;
        var mistakes = metrics.WorstMisclassifications.Take(options.Mistakes).ToList();
        return report with { Metrics = metrics, Mistakes = new MistakePictures(classifier, options.Scored).Of(mistakes) };
    }

    /// <summary>Gathers the facts about a model of several labels an image, for a page and a model card.</summary>
    /// <param name="model">A fitted pipeline with exactly one network, or that step alone.</param>
    /// <param name="metrics">What <see cref="EvaluateMultiLabel"/> says of it.</param>
    /// <param name="options">What else is told, such as the data and the training's options. Null: the defaults.</param>
    /// <exception cref="ArgumentException">
    /// The model has no network or several, or not one of this task, or an option is missing or out of its range.
    /// </exception>
    public TrainingReport Report(ITransformer model, ImageMultiLabelMetrics metrics, TrainingReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return ReportOf(model, LearningTask.MultiLabel, options ?? new(), out _) with { MultiLabelMetrics = metrics };
    }

    /// <summary>Gathers the facts about a model of numbers, for a page and a model card.</summary>
    /// <param name="model">A fitted pipeline with exactly one network, or that step alone.</param>
    /// <param name="metrics">What <see cref="EvaluateRegression"/> says of it.</param>
    /// <param name="options">What else is told, such as the data and the training's options. Null: the defaults.</param>
    /// <exception cref="ArgumentException">
    /// The model has no network or several, or not one of this task, or an option is missing or out of its range.
    /// </exception>
    public TrainingReport Report(ITransformer model, ImageRegressionMetrics metrics, TrainingReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return ReportOf(model, LearningTask.Regression, options ?? new(), out _) with { RegressionMetrics = metrics };
    }

    /// <param name="model">A fitted pipeline, or the step alone.</param>
    /// <param name="evaluated">The task of the metrics; null: there are none.</param>
    /// <param name="options">What else is told.</param>
    /// <param name="step">The model's network.</param>
    private static TrainingReport ReportOf(
        ITransformer model, LearningTask? evaluated, TrainingReportOptions options, out ImagePredictionTransformer step)
    {
        ArgumentNullException.ThrowIfNull(model);
        options.Validate();
        step = ModelSteps.OnlyNetwork(model, "A report is of");
        if (evaluated is { } task && task != step.Task)
            throw new ArgumentException($"The metrics are of {task}, but the model is for {step.Task}. Give those of this model.", nameof(model));
        var network = step.Description;
        var report = new TrainingReport
        {
            Title = options.Title ?? "",
            Created = DateTimeOffset.UtcNow,
            Network = network.Architecture,
            Input = network.Input,
            WeightsLicence = network.Licence,
            Task = step.Task,
            ClassNames = step.OutputNames,
            Thresholds = (step as ImageMultiLabelTransformer)?.Thresholds,
            ScoreIsOneNumber = step is ImageRegressionTransformer { IsScalar: true },
            Training = step.TrainingResult,
            TrainingOptions = options.Training,
            Search = options.Search,
            MetricsAreOfValidation = options.MetricsAreOfValidation,
            Data = options.Data,
            Split = options.Split,
            Settings = [.. options.Settings, .. options.Training is { } training ? TrainingSettings.Of(training) : []],
            Environment = RunEnvironment.Current(),
            ModelFile = options.ModelFile,
        };
        return options.Title is null ? report with { Title = $"{report.Subject.Kind} {network.Architecture}" } : report;
    }
}
