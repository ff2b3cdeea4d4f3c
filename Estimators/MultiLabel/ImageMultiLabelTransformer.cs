using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Persistence.MLNetModels;
using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;
using Toolkit.Onnx;
using Toolkit.Scoring;

namespace Toolkit.Estimators;

/// <summary>
/// A network that says which of several labels an image has, as a step of a model. It adds <c>Score</c> (the probability of each label, by itself) and
/// <c>PredictedLabel</c> (whether the image has it), vectors of floats and of Booleans whose slot names are the labels.
/// </summary>
/// <inheritdoc cref="ImageNetworkTransformer" path="/remarks"/>
public sealed partial class ImageMultiLabelTransformer : ImagePredictionTransformer
{
    internal ImageMultiLabelTransformer(INetworkSource network, IReadOnlyList<string> names, IReadOnlyList<float> thresholds, ScoringOptions options)
        : base(network, NetworkOutput.LabelProbabilities, options.ImageColumnName, options.PixelOrder, options.BatchSize, options.TestTimeAugmentation)
    {
        (LabelNames, Thresholds, Options) = (names, thresholds, options);
        ComputedColumns =
        [
            ComputedColumn.Vector(options.ScoreColumnName, names.Count, SlotNames.Of(names)),
            ComputedColumn.Flags(options.PredictedLabelColumnName, [.. thresholds], SlotNames.Of(names)),
        ];
    }

    /// <summary>Names of the labels in the order of the scores.</summary>
    public IReadOnlyList<string> LabelNames { get; }

    /// <summary>From which probability on an image is said to have each label, 0 to 1, in their order.</summary>
    public IReadOnlyList<float> Thresholds { get; }

    /// <inheritdoc/>
    public override LearningTask Task => LearningTask.MultiLabel;

    /// <inheritdoc/>
    public override IReadOnlyList<string> OutputNames => LabelNames;

    internal ScoringOptions Options { get; }

    private protected override IReadOnlyList<ComputedColumn> ComputedColumns { get; }

    private protected override FittedInput? Input => Options.Input;

    internal override OnnxExportOptions Completed(OnnxExportOptions options) => options with
    {
        ClassNames = options.ClassNames ?? LabelNames,
        LabelThresholds = options.LabelThresholds ?? Thresholds,
        Output = options.Output == OnnxOutput.Probabilities ? OnnxOutput.LabelProbabilities : options.Output,
    };

    private protected override void AddTo(OfficialSteps steps, OfficialNetwork network)
    {
        var (values, flags) = (steps.Temporary($"{Options.ScoreColumnName}.Values"), steps.Temporary($"{Options.ScoreColumnName}.Flags"));
        network.Add(steps, Output, new RowOutputs(LabelNames.Count, values, SlotNames: LabelNames) { Flags = flags, FlagThresholds = Thresholds });
        steps.Copy(values, Options.ScoreColumnName);
        steps.Copy(flags, Options.PredictedLabelColumnName);
    }

    private protected override ImageNetworkTransformer With(INetworkSource other, TestTimeAugmentation augmentation) =>
        new ImageMultiLabelTransformer(other, LabelNames, Thresholds, Options with { TestTimeAugmentation = augmentation }) { TrainingResult = TrainingResult };
}
