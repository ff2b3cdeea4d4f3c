using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Persistence.MLNetModels;
using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;
using Toolkit.Onnx;
using Toolkit.Scoring;
using Toolkit.Training;

namespace Toolkit.Estimators;

/// <summary>
/// A trained classifier as a step of a model. It adds <c>Score</c> (class probabilities, a vector of floats whose slot names
/// are the class names) and <c>PredictedLabel</c> (a key with the label's key values; missing, 0, where no class is probable enough,
/// <see cref="RejectThreshold"/>, which MapKeyToValue makes empty text of).
/// </summary>
/// <inheritdoc cref="ImageNetworkTransformer" path="/remarks"/>
public sealed partial class ImageClassificationTransformer : ImagePredictionTransformer
{
    internal ImageClassificationTransformer(INetworkSource network, ClassLabels labels, ScoringOptions options)
        : base(network, NetworkOutput.Probabilities, options.ImageColumnName, options.PixelOrder, options.BatchSize, options.TestTimeAugmentation)
    {
        (Labels, Options) = (labels, options);
        ComputedColumns =
        [
            ComputedColumn.Vector(options.ScoreColumnName, labels.Names.Count, ScoreAnnotations.Of(labels, options)),
            ComputedColumn.HighestKey(options.PredictedLabelColumnName, labels.Names.Count, labels.KeyValues(), options.RejectThreshold),
        ];
    }

    /// <summary>Class names in the order of the scores.</summary>
    public IReadOnlyList<string> ClassNames => Labels.Names;

    /// <summary>
    /// The least probability of a class for an answer: where the highest one is below it, <c>PredictedLabel</c> is missing, "none of these". Null: the
    /// most probable class is the answer, however unlikely. From <see cref="FineTuningOptions.AcceptedErrorShare"/>, or the options of <c>Classify</c>.
    /// </summary>
    public float? RejectThreshold => Options.RejectThreshold;

    /// <summary>
    /// What the network's logits were divided by when its probabilities were calibrated, which is in its weights already; null: they were not. From
    /// <see cref="FineTuningOptions.CalibrateProbabilities"/>.
    /// </summary>
    public double? Temperature => Options.Temperature;

    /// <inheritdoc/>
    public override LearningTask Task => LearningTask.Classification;

    /// <inheritdoc/>
    public override IReadOnlyList<string> OutputNames => ClassNames;

    internal ClassLabels Labels { get; }

    internal ScoringOptions Options { get; }

    private protected override IReadOnlyList<ComputedColumn> ComputedColumns { get; }

    private protected override FittedInput? Input => Options.Input;

    internal override OnnxExportOptions Completed(OnnxExportOptions options) => options with
    {
        ClassNames = options.ClassNames ?? ClassNames,
        RejectThreshold = options.RejectThreshold ?? RejectThreshold,
    };

    private protected override void AddTo(OfficialSteps steps, OfficialNetwork network) => OfficialClassifier.Add(steps, network, Labels, Options);

    private protected override ImageNetworkTransformer With(INetworkSource other, TestTimeAugmentation augmentation) =>
        new ImageClassificationTransformer(other, Labels, Options with { TestTimeAugmentation = augmentation }) { TrainingResult = TrainingResult };
}
