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
/// A network that says numbers of an image, as a step of a model. It adds <c>Score</c>: Single where the label was one number, else a vector of Single whose
/// slot names are those of the label.
/// </summary>
/// <inheritdoc cref="ImageNetworkTransformer" path="/remarks"/>
public sealed partial class ImageRegressionTransformer : ImagePredictionTransformer
{
    internal ImageRegressionTransformer(INetworkSource network, IReadOnlyList<string> names, bool isScalar, NumberOptions options)
        : base(network, NetworkOutput.Numbers, options.ImageColumnName, options.PixelOrder, options.BatchSize, options.TestTimeAugmentation)
    {
        (NumberNames, IsScalar, Options) = (names, isScalar, options);
        ComputedColumns =
        [
            isScalar ? ComputedColumn.Number(options.ScoreColumnName) : ComputedColumn.Vector(options.ScoreColumnName, names.Count, SlotNames.Of(names)),
        ];
    }

    /// <summary>Names of the numbers in their order: the slot names of the label; where it was one number, its own name, or that of a data set.</summary>
    public IReadOnlyList<string> NumberNames { get; }

    /// <inheritdoc/>
    public override LearningTask Task => LearningTask.Regression;

    /// <inheritdoc/>
    public override IReadOnlyList<string> OutputNames => NumberNames;

    internal NumberOptions Options { get; }

    /// <summary>Whether the score is one number, no vector.</summary>
    internal bool IsScalar { get; }

    private protected override IReadOnlyList<ComputedColumn> ComputedColumns { get; }

    private protected override FittedInput? Input => Options.Input;

    internal override OnnxExportOptions Completed(OnnxExportOptions options) => options with
    {
        ClassNames = options.ClassNames ?? NumberNames,
        Output = options.Output == OnnxOutput.Probabilities ? OnnxOutput.Numbers : options.Output,
    };

    private protected override void AddTo(OfficialSteps steps, OfficialNetwork network)
    {
        var values = steps.Temporary($"{Options.ScoreColumnName}.Values");
        network.Add(steps, Output, new RowOutputs(NumberNames.Count, values, SlotNames: NumberNames));
        if (IsScalar) OfficialNumber.Add(steps, values, Options);
        else steps.Copy(values, Options.ScoreColumnName);
    }

    private protected override ImageNetworkTransformer With(INetworkSource other, TestTimeAugmentation augmentation) =>
        new ImageRegressionTransformer(other, NumberNames, IsScalar, Options with { TestTimeAugmentation = augmentation }) { TrainingResult = TrainingResult };
}
