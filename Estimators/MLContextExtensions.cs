using Microsoft.ML;

namespace Toolkit.Estimators;

/// <summary>The entry point of the toolkit in an ML.NET program: <c>ml.TransferLearning()</c>.</summary>
public static class MLContextExtensions
{
    /// <summary>Trainers, transforms, data sources and model files for image classification by transfer learning.</summary>
    /// <param name="mlContext">The context whose log, seed, <see cref="MLContext.GpuDeviceId"/> and <see cref="MLContext.FallbackToCpu"/> are used.</param>
    public static TransferLearningCatalog TransferLearning(this MLContext mlContext)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return new TransferLearningCatalog(mlContext);
    }
}
