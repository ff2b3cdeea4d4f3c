using Toolkit.Data;
using Toolkit.Estimators.Evaluation;
using Toolkit.Estimators.Reporting.Cards;
using Toolkit.Estimators.Reporting.Html;
using Toolkit.Estimators.Reporting.Tasks;
using Toolkit.Files;
using Toolkit.Images;
using Toolkit.Reporting;
using Toolkit.Training;

namespace Toolkit.Estimators.Reporting;

/// <summary>
/// The facts about a trained model, which <c>ml.TransferLearning().Report</c> gathers, and their two forms: a page for people who judge the
/// training, and a model card for those who use the model. It holds no network and no view, so that it can be kept and written at any time.
/// </summary>
public sealed record TrainingReport
{
    internal TrainingReport()
    {
    }

    /// <summary>Heading.</summary>
    public required string Title { get; init; }

    /// <summary>When the facts were gathered.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Name of the network in the <see cref="Networks.NetworkCatalog"/>.</summary>
    public required string Network { get; init; }

    /// <summary>The images that the network takes.</summary>
    public required InputSpec Input { get; init; }

    /// <summary>The licence of the weights that the training began with, in words; null where it is not known.</summary>
    public string? WeightsLicence { get; init; }

    /// <summary>What the model says of an image. Default: its class.</summary>
    public LearningTask Task { get; init; }

    /// <summary>The classes in the order of the scores; in other tasks, the labels or numbers.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The course of the training; null for a model that was loaded from a file or not trained here.</summary>
    public TrainingResult? Training { get; init; }

    /// <summary>How the training was set up; null where that is not told.</summary>
    public FineTuningOptions? TrainingOptions { get; init; }

    /// <summary>The search that chose how to train; null where there was none.</summary>
    public SearchResult? Search { get; init; }

    /// <summary>How good a classifier is; null where it was not evaluated, or is none.</summary>
    public ImageClassificationMetrics? Metrics { get; init; }

    /// <summary>How good a model for several labels is; null where it was not evaluated, or is none.</summary>
    public ImageMultiLabelMetrics? MultiLabelMetrics { get; init; }

    /// <summary>How good a model for numbers is; null where it was not evaluated, or is none.</summary>
    public ImageRegressionMetrics? RegressionMetrics { get; init; }

    /// <summary>From which probability on an image is said to have each of several labels, in their order; null in other tasks.</summary>
    public IReadOnlyList<float>? Thresholds { get; init; }

    /// <summary>Whether a model for numbers was trained on a column of one number, no vector, and answers so.</summary>
    internal bool ScoreIsOneNumber { get; init; }

    /// <summary>Whether these metrics are of the images that chose the best epoch.</summary>
    public bool MetricsAreOfValidation { get; init; }

    /// <summary>The worst mistakes, the most confident first.</summary>
    public IReadOnlyList<ReportedMistake> Mistakes { get; init; } = [];

    /// <summary>The parts of the data.</summary>
    public IReadOnlyList<DataPart> Data { get; init; } = [];

    /// <summary>How the data was split, in a sentence; null where that is not told.</summary>
    public string? Split { get; init; }

    /// <summary>Settings with their names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>What the report was made on, which is what the training ran on where the same program did both.</summary>
    public required RunEnvironment Environment { get; init; }

    /// <summary>Name of the model's file.</summary>
    public required string ModelFile { get; init; }

    internal ReportedTask Subject => ReportedTask.Of(this);

    /// <summary>
    /// The page: one HTML document that needs nothing besides itself, neither network nor scripts, for light and dark, wide and narrow screens.
    /// </summary>
    public string ToHtml() => ReportPage.Of(this);

    /// <summary>Writes <see cref="ToHtml"/> to a file, which is replaced only when the new one is complete.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="UnwritableFileException">The file cannot be written; the old one is unchanged.</exception>
    public void SaveHtml(string path) => AtomicFile.WriteText(path, ToHtml());

    /// <summary>
    /// The model card in Markdown: what the model is for, the data, figures of every class, settings, limits, licence, and how it is used.
    /// </summary>
    public string ToModelCard() => ModelCard.Of(this);

    /// <summary>Writes <see cref="ToModelCard"/> to a file, usually <c>MODEL.md</c>, which is replaced only when the new one is complete.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="UnwritableFileException">The file cannot be written; the old one is unchanged.</exception>
    public void SaveModelCard(string path) => AtomicFile.WriteText(path, ToModelCard());
}
