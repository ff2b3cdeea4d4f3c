using Microsoft.ML;
using Toolkit.Estimators.FineTuning;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;
using Toolkit.Training;

namespace Toolkit.Estimators;

/// <summary>
/// Trains an image classifier by fine-tuning: a network with pretrained weights gets a new head, the head is trained while the
/// backbone is frozen, then all layers are trained at a lowered learning rate. The best weights on the validation data are kept.
/// </summary>
/// <remarks>
/// Input: an image column (MLImage, encoded bytes or pixels), a key label and, if asked for, a weight. Output: <c>Score</c> and
/// <c>PredictedLabel</c>, see <see cref="ImageClassificationTransformer"/>. The network's input size is that of the image column where
/// ResizeImages has fixed it, else that of the training options, else the weights'. Every epoch is reported to <see cref="MLContext.Log"/> and to the
/// callbacks.
/// </remarks>
public sealed partial class ImageFineTuningTrainer : ImageTrainer<ImageClassificationTransformer>
{
    private readonly Options options;

    internal ImageFineTuningTrainer(MLContext ml, Options options) : base(ml, options) => this.options = options;

    private protected override void CheckLabel(SchemaShape.Column label) => KeyTarget.Check(label);

    private protected override SchemaShape WithOutputs(SchemaShape shape, SchemaShape.Column label) =>
        shape.WithVector(ML, options.ScoreColumnName).WithCopyOf(ML, label.Name, options.PredictedLabelColumnName);

    private protected override TargetColumn TargetOf(IDataView view, DataViewSchema.Column column, TargetColumn? training) => KeyTarget.Of(column);

    private protected override ImageClassificationTransformer CreateTransformer(
        INetworkSource network, TargetColumn target, FittedInput input, TrainingResult result)
    {
        var scoring = options.ToScoringOptions() with
        {
            Input = input,
            RejectThreshold = result.Rejection?.Threshold,
            Temperature = result.Calibration?.Temperature,
        };
        return new(network, ((KeyTarget)target).Labels, scoring) { TrainingResult = result };
    }
}
