using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Toolkit.Estimators.Scoring;

namespace Toolkit.Estimators.Persistence.MLNetModels;

/// <summary>
/// One number as ML.NET's own steps. An ONNX model cannot give a scalar column, so the number comes out of it as a vector of one, which a linear regression
/// hands through: its weight is 1 and its bias 0, to the bit.
/// </summary>
/// <remarks>
/// Nobody but ML.NET can make one with given numbers, so it is trained: on three rows for which online gradient descent with a rate of 1/4 goes through the
/// weights 1/2, 3/2, 1 and the biases 1/2, -1/2, 0, whose means it keeps.
/// </remarks>
internal static class OfficialNumber
{
    public static void Add(OfficialSteps steps, string values, NumberOptions columns)
    {
        var kept = columns.Input!.Columns.Any(column => column.Name == FittedInput.Score) && columns.ScoreColumnName != FittedInput.Score
            ? steps.Temporary($"{columns.ScoreColumnName}.{FittedInput.Score}")
            : null;
        if (kept is not null) steps.Copy(FittedInput.Score, kept);
        var number = steps.Temporary($"{columns.ScoreColumnName}.Number");

        steps.Add(Identity(steps.ML, values));
        steps.Copy(FittedInput.Score, number);
        steps.Add(steps.ML.Transforms.DropColumns(FittedInput.Score));

        if (kept is not null) steps.Copy(kept, FittedInput.Score);
        steps.Copy(number, columns.ScoreColumnName);
    }

    private static RegressionPredictionTransformer<LinearRegressionModelParameters> Identity(MLContext ml, string values)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Values)].ColumnName = values;
        Row[] rows = [new(1, 1), new(-1, -2), new(-1, -1)];
        return ml.Regression.Trainers.OnlineGradientDescent(new OnlineGradientDescentTrainer.Options
        {
            LabelColumnName = nameof(Row.Label),
            FeatureColumnName = values,
            NumberOfIterations = 1,
            LearningRate = 0.25f,
            DecreaseLearningRate = false,
            L2Regularization = 0,
            Shuffle = false,
        }).Fit(ml.Data.LoadFromEnumerable(rows, schema));
    }

    private sealed class Row(float value, float label)
    {
        public float Label { get; } = label;

        [VectorType(1)]
        public float[] Values { get; } = [value];
    }
}
