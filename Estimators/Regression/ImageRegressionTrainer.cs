using Microsoft.ML;
using Toolkit.Estimators.FineTuning;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Regression;
using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;
using Toolkit.Training;

namespace Toolkit.Estimators;

/// <summary>
/// Trains a network by fine-tuning to say one or several numbers of an image, such as an age, a size or the place of a point. The epoch with the highest R²
/// on the validation data is kept.
/// </summary>
/// <remarks>
/// Input: an image column (MLImage, encoded bytes or pixels), a label of numbers and, if asked for, a weight. Output: <c>Score</c>, see
/// <see cref="ImageRegressionTransformer"/>. The numbers are standardised for the training, so that losses, and a learning rate that suits, do not depend
/// on their unit. For the rest as <see cref="ImageFineTuningTrainer"/>.
/// </remarks>
public sealed partial class ImageRegressionTrainer : ImageTrainer<ImageRegressionTransformer>
{
    private readonly Options options;

    internal ImageRegressionTrainer(MLContext ml, Options options) : base(ml, options) => this.options = options;

    private protected override void CheckLabel(SchemaShape.Column label) => NumberTarget.Check(label);

    private protected override SchemaShape WithOutputs(SchemaShape shape, SchemaShape.Column label) =>
        label.Kind == SchemaShape.Column.VectorKind.Scalar
            ? shape.WithNumber(ML, options.ScoreColumnName)
            : shape.WithVector(ML, options.ScoreColumnName);

    private protected override TargetColumn TargetOf(IDataView view, DataViewSchema.Column column, TargetColumn? training) => NumberTarget.Of(column);

    private protected override ImageRegressionTransformer CreateTransformer(
        INetworkSource network, TargetColumn target, FittedInput input, TrainingResult result)
    {
        var scoring = new NumberOptions(options.ImageColumnName, options.ScoreColumnName, PixelOrder: options.PixelOrder, Input: input);
        return new(network, target.Names, ((NumberTarget)target).IsScalar, scoring) { TrainingResult = result };
    }
}
