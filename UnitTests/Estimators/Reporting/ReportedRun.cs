using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Estimators.Evaluation;
using Toolkit.Estimators.Reporting;
using Toolkit.Training;

namespace Toolkit.UnitTests.Estimators.Reporting;

/// <summary>
/// A small training in two phases, with the report of it, made once for all tests. One class has a name that a page must not take for its own
/// code, and some labels of the test images are wrong, so that there are mistakes.
/// </summary>
internal sealed class ReportedRun
{
    public const string HostileName = "<img src=x onerror=alert(1)> & \"co\" | `a`";

    public const int Epochs = 6;

    private static readonly Lazy<ReportedRun> Instance = new(() => new ReportedRun());

    /// <summary>A search that such a run might have had.</summary>
    public static readonly SearchResult Search = new(
        [
            new("resnet18", "resnet18.mlnet", 1e-3, 4, 2, 4, 0.25, 0.975, 12, 0.5, true, null),
            new("resnet18", "/home/me/mine | best.pth", 1e-2, 0, 0, 0, null, null, 0, 0, false, "There was no time left."),
        ],
        "resnet18 was the best.");

    private ReportedRun()
    {
        using var weights = new TinyWeights("mnist_cnn", ToyImages.Classes.Length);
        Training = ToyModel.MnistOptions(Epochs);
        Training.Weights = weights.Weights;
        Training.Training = Training.Training with { FrozenEpochs = 2, LearningRate = 5e-3, ValidationFraction = 0.25, CalibrateProbabilities = true, AcceptedErrorShare = 0.05 };
        var train = ML.Data.LoadFromEnumerable(Rows(60, seed: 1));
        var test = ML.Data.LoadFromEnumerable(Rows(48, seed: 900, wrongLabel: 8));
        Model = ML.Transforms.Conversion.MapValueToKey("Label")
            .Append(ML.TransferLearning().FineTune(Training))
            .Append<ITransformer>(ML.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(train);
        Scored = Model.Transform(test);
        Metrics = ML.TransferLearning().Evaluate(Scored);
        Options = new()
        {
            Training = Training.Training,
            Data = [DataPart.Of("training", train), DataPart.Of("test", test)],
            Split = "The test images were drawn apart.",
            Settings = [new("Weights", "random ones | of a seed")],
            Scored = Scored,
        };
        Report = ML.TransferLearning().Report(Model, Metrics, Options);
    }

    public static ReportedRun Shared => Instance.Value;

    public MLContext ML { get; } = new(seed: 1);

    public ImageFineTuningTrainer.Options Training { get; }

    public ITransformer Model { get; }

    public IDataView Scored { get; }

    public ImageClassificationMetrics Metrics { get; }

    public TrainingReportOptions Options { get; }

    public TrainingReport Report { get; }

    private static List<ImageRow> Rows(int count, int seed, int wrongLabel = int.MaxValue)
    {
        var rows = ToyImages.Rows(count, seed, 28, 28);
        foreach (var (i, row) in rows.Index())
        {
            if (i % wrongLabel == wrongLabel - 1) row.Label = ToyImages.Classes[(i + 1) % 3];
            if (row.Label == ToyImages.Classes[0]) row.Label = HostileName;
        }
        return rows;
    }
}
