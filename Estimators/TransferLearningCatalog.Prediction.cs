using Microsoft.ML;
using Toolkit.Estimators.Prediction;

namespace Toolkit.Estimators;

public sealed partial class TransferLearningCatalog
{
    /// <summary>
    /// Prediction engines over one model for several threads at once. Unlike a single engine of <c>ml.Model.CreatePredictionEngine</c>,
    /// which is for one thread and disposes its model, they share the model and leave it alone.
    /// </summary>
    /// <param name="model">Maps single rows, as fitted pipelines with networks do. Dispose it after the pool.</param>
    /// <param name="maximumEngines">The most predictions at a time, at least 1; null: one for each processor.</param>
    /// <param name="options">Columns of input and output; null: the defaults. <c>OwnsTransformer</c> does not matter here.</param>
    /// <typeparam name="TSrc">Type of the input.</typeparam>
    /// <typeparam name="TDst">Type of the prediction.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There would be no engine, the model does not map single rows, or a column that it needs is missing or has another type.
    /// </exception>
    public PredictionPool<TSrc, TDst> CreatePredictionEnginePool<TSrc, TDst>(
        ITransformer model, int? maximumEngines = null, PredictionEngineOptions? options = null)
        where TSrc : class
        where TDst : class, new()
    {
        ArgumentNullException.ThrowIfNull(model);
        var shared = new PredictionEngineOptions
        {
            IgnoreMissingColumns = options?.IgnoreMissingColumns ?? true,
            InputSchemaDefinition = options?.InputSchemaDefinition,
            OutputSchemaDefinition = options?.OutputSchemaDefinition,
            OwnsTransformer = false,
        };
        return new(() => ml.Model.CreatePredictionEngine<TSrc, TDst>(model, shared), maximumEngines ?? Environment.ProcessorCount);
    }
}
