using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;

namespace Toolkit.UnitTests.Estimators.Prediction;

/// <summary>A network of a few thousand random weights behind ML.NET's own transforms: it knows nothing, and answers at once.</summary>
internal static class SmallModel
{
    /// <summary>Takes rows with an <c>Image</c>; gives <c>Score</c> and <c>PredictedLabel</c> (text).</summary>
    /// <param name="ml">The context.</param>
    /// <param name="rows">The kind of rows; null for images in memory.</param>
    public static TransformerChain<ITransformer> Create(MLContext ml, IDataView? rows = null)
    {
        using var weights = new TinyWeights("mnist_cnn", ToyImages.Classes.Length);
        return ml.TransferLearning().Classify("mnist_cnn", weights.Weights, ToyImages.Classes)
            .Append<ITransformer>(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(rows ?? ml.Data.LoadFromEnumerable(ToyImages.Rows(1)));
    }
}
