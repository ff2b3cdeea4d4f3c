using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Trains a maximum entropy model, also known as multinomial logistic regression: it minimises
/// Σ weight · log-loss + ½ · L2 · ‖W‖² + L1 · ‖W‖₁ over the weights W and the biases, which are not regularised.
/// </summary>
/// <remarks>With L1 the search is OWL-QN (Andrew and Gao, "Scalable Training of L1-Regularized Log-Linear Models", 2007).</remarks>
public sealed class LbfgsMaximumEntropyMulticlassTrainer : LbfgsTrainerBase<LbfgsMaximumEntropyMulticlassTrainer.Options,
    MulticlassPredictionTransformer<MaximumEntropyModelParameters>, MaximumEntropyModelParameters>
{
    internal LbfgsMaximumEntropyMulticlassTrainer(IHostEnvironment environment, Options options)
        : base(environment.Register(nameof(LbfgsMaximumEntropyMulticlassTrainer)), options, LabelShape(options.LabelColumnName))
    {
    }

    /// <summary>Learns from the data, starting from a model that is trained already.</summary>
    /// <param name="trainData">The data.</param>
    /// <param name="modelParameters">The model to start from: the same features and classes.</param>
    /// <exception cref="InvalidOperationException">The model has other features or classes, or there is no row to learn from.</exception>
    public MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(IDataView trainData,
        MaximumEntropyModelParameters modelParameters) => Train(trainData, modelParameters);

    private protected override MaximumEntropyModelParameters TrainModel(IDataView data, MaximumEntropyModelParameters? initialModel)
    {
        using var channel = Host.Start("Training");
        var examples = MulticlassExamples.Read(data, LbfgsOptions);
        if (examples.SkippedRows > 0)
            channel.Warning(MessageSensitivity.None,
                $"Skipped {examples.SkippedRows} instances with missing features/label/weight during training");

        var loss = new SoftmaxLoss(examples, LbfgsOptions.L2Regularization, LbfgsOptions.NumberOfThreads ?? Environment.ProcessorCount);
        var penalty = new L1Penalty(examples.ClassCount, LbfgsOptions.L1Regularization / examples.WeightSum,
            LbfgsOptions.EnforceNonNegativity);
        var search = new OrthantWiseLbfgs(loss.Evaluate, penalty, LbfgsOptions.HistorySize, LbfgsOptions.OptimizationTolerance,
            LbfgsOptions.MaximumNumberOfIterations);
        var optimum = search.Minimise(StartingPoint(examples, initialModel));
        if (!LbfgsOptions.Quiet)
            Report(channel, optimum, examples.ClassCount);
        return new MaximumEntropyModelParameters(examples.ClassCount, examples.FeatureCount,
            Array.ConvertAll(optimum.Point, value => (float)value));
    }

    private protected override MulticlassPredictionTransformer<MaximumEntropyModelParameters> MakeTransformer(
        MaximumEntropyModelParameters model, DataViewSchema trainSchema) =>
        new(Host, model, trainSchema, FeatureColumn.Name, LabelColumn.Name);

    private protected override IEnumerable<SchemaShape.Column> OutputColumns(SchemaShape inputSchema)
    {
        inputSchema.TryFindColumn(LabelColumn.Name, out var label);
        return MulticlassScoreColumns.Shapes(label);
    }

    private double[] StartingPoint(MulticlassExamples examples, MaximumEntropyModelParameters? initialModel)
    {
        if (initialModel is not null)
            return initialModel.FlatParameters(examples.ClassCount, examples.FeatureCount);
        var point = new double[examples.ClassCount * (1 + examples.FeatureCount)];
        if (LbfgsOptions.InitialWeightsDiameter > 0)
        {
            for (int i = 0; i < point.Length; i++)
                point[i] = LbfgsOptions.InitialWeightsDiameter * (Host.Rand.NextSingle() - 0.5);
        }
        return point;
    }

    private void Report(IChannel channel, OrthantWiseLbfgs.Optimum optimum, int classCount)
    {
        if (classCount == 1)
            channel.Warning(MessageSensitivity.None, "Training resulted in a one class predictor");
        if (optimum.IsStalled)
            channel.Warning(MessageSensitivity.None, "Premature convergence occurred: no step lowers the loss, and its steepest slope is "
                + $"{optimum.SteepestSlope:g2}. The OptimizationTolerance may be set too small.");
        if (LbfgsOptions.L1Regularization > 0)
            channel.Info(MessageSensitivity.None, "L1 regularization selected "
                + $"{optimum.Point.Skip(classCount).Count(x => x != 0) + classCount} of {optimum.Point.Length} weights.");
    }

    private static SchemaShape.Column LabelShape(string name) => new(name, VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true);

    /// <summary>What can be chosen.</summary>
    public sealed class Options : OptionsBase
    {
    }
}
