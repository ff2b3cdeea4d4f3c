using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.FineTuning;
using Toolkit.Estimators.MultiLabel;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;
using Toolkit.Training;

namespace Toolkit.Estimators;

/// <summary>
/// Trains a network by fine-tuning to say which of several labels an image has, none to all: binary cross-entropy for each label by itself. The epoch with
/// the highest mean average precision on the validation data is kept, and there a threshold is chosen for each label, where F1 is highest.
/// </summary>
/// <remarks>
/// Input: an image column (MLImage, encoded bytes or pixels), labels as a vector or as text, and, if asked for, a weight. Output: <c>Score</c> and
/// <c>PredictedLabel</c>, see <see cref="ImageMultiLabelTransformer"/>. For the rest as <see cref="ImageFineTuningTrainer"/>.
/// </remarks>
public sealed partial class ImageMultiLabelTrainer : ImageTrainer<ImageMultiLabelTransformer>
{
    private const string Expected = "Vector<Boolean> or Vector<Single> of known size, or String";

    private readonly Options options;

    internal ImageMultiLabelTrainer(MLContext ml, Options options) : base(ml, options) => this.options = options;

    private protected override void CheckLabel(SchemaShape.Column label)
    {
        var suits = label.Kind == SchemaShape.Column.VectorKind.Vector
            ? label.ItemType is BooleanDataViewType || label.ItemType == NumberDataViewType.Single
            : label.Kind == SchemaShape.Column.VectorKind.Scalar && label.ItemType is TextDataViewType;
        if (!suits || label.IsKey) throw Mismatch(label.Name, ColumnErrors.Describe(label));
    }

    private protected override SchemaShape WithOutputs(SchemaShape shape, SchemaShape.Column label) =>
        shape.WithVector(ML, options.ScoreColumnName).WithFlags(ML, options.PredictedLabelColumnName);

    private protected override TargetColumn TargetOf(IDataView view, DataViewSchema.Column column, TargetColumn? training)
    {
        if (LabelVectorTarget.Suits(column.Type)) return LabelVectorTarget.Of(column);
        if (column.Type is not TextDataViewType) throw Mismatch(column.Name, column.Type.ToString()!);
        return training is null
            ? LabelTextTarget.Of(view, column, options.Separator)
            : LabelTextTarget.Of(column, training.Names, options.Separator);
    }

    private protected override ImageMultiLabelTransformer CreateTransformer(
        INetworkSource network, TargetColumn target, FittedInput input, TrainingResult result) =>
        new(network, target.Names, result.Thresholds!, options.ToScoringOptions() with { Input = input }) { TrainingResult = result };

    private static ArgumentOutOfRangeException Mismatch(string name, string got) => ColumnErrors.Mismatch(
        TrainingColumns.Role, name, Expected, got,
        "Give one place a label, true or 1 where the image has it, such as by ml.Transforms.Concatenate; or one text, such as \"beach;sunset\".");
}
