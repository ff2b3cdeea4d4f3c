using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ML;
using Microsoft.Extensions.Options;

namespace Toolkit.Hosting;

/// <summary>
/// <c>services.AddPredictionEnginePool&lt;TData, TPrediction&gt;().FromTransferLearningFile("flowers.zip")</c>.
/// </summary>
public static class PredictionEnginePoolBuilderExtensions
{
    /// <summary>Takes a model that <c>ml.TransferLearning().Save</c> wrote; it is read when the pool is first asked for.</summary>
    /// <param name="builder">What AddPredictionEnginePool gives.</param>
    /// <param name="filePath">The model's file.</param>
    /// <param name="modelName">The name that Predict is called with; "" for the only model.</param>
    public static PredictionEnginePoolBuilder<TData, TPrediction> FromTransferLearningFile<TData, TPrediction>(
        this PredictionEnginePoolBuilder<TData, TPrediction> builder, string filePath, string modelName = "")
        where TData : class
        where TPrediction : class, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        builder.Services.AddOptions<PredictionEnginePoolOptions<TData, TPrediction>>(modelName)
            .Configure<IOptions<MLOptions>>((options, context) =>
                options.ModelLoader = new TransferLearningModelLoader(context.Value.MLContext, filePath));
        return builder;
    }
}
