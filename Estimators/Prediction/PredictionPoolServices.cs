using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML;

namespace Toolkit.Estimators.Prediction;

/// <summary>Puts a <see cref="PredictionPool{TSrc, TDst}"/> among the services of an application: <c>services.AddPredictionPool(…)</c>.</summary>
public static class PredictionPoolServices
{
    /// <summary>
    /// Adds a pool over a model that <c>ml.TransferLearning().Save</c> wrote. The file is read when the pool is first asked for, once; pool
    /// and model are disposed with the services. An <see cref="MLContext"/> among the services is used, else a new one.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="modelPath">The model's file.</param>
    /// <param name="maximumEngines">The most predictions at a time, at least 1; null: one for each processor.</param>
    /// <param name="serviceKey">
    /// Tells several models with the same input and output apart (<c>[FromKeyedServices("flowers")]</c>); null for the only one.
    /// </param>
    /// <typeparam name="TSrc">Type of the input, such as a class with an MLImage property that has an <c>[ImageColumn]</c>.</typeparam>
    /// <typeparam name="TDst">Type of the prediction, such as a class with <c>PredictedLabel</c> and <c>Score</c>.</typeparam>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentException"><paramref name="modelPath"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There would be no engine.</exception>
    /// <remarks>
    /// A missing or damaged file shows where the pool is first asked for, as in <see cref="TransferLearningCatalog.Load"/>. To learn of it
    /// at the start, ask once: <c>app.Services.GetRequiredService&lt;PredictionPool&lt;Photo, Answer&gt;&gt;()</c>.
    /// </remarks>
    /// <example>
    /// <code>
    /// builder.Services.AddPredictionPool&lt;Photo, Answer&gt;("flowers.zip");
    /// </code>
    /// </example>
    public static IServiceCollection AddPredictionPool<TSrc, TDst>(
        this IServiceCollection services, string modelPath, int? maximumEngines = null, object? serviceKey = null)
        where TSrc : class
        where TDst : class, new()
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        if (maximumEngines is { } most) ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(maximumEngines));

        // A service of its own, since services are disposed in the reverse order of their making: the pool first, and then its model.
        services.AddKeyedSingleton(serviceKey, (provider, _) => new LoadedModel<TSrc, TDst>(ContextOf(provider), modelPath));
        services.AddKeyedSingleton(serviceKey, (provider, key) => ContextOf(provider).TransferLearning().CreatePredictionEnginePool<TSrc, TDst>(
            provider.GetRequiredKeyedService<LoadedModel<TSrc, TDst>>(key).Model, maximumEngines));
        return services;
    }

    private static MLContext ContextOf(IServiceProvider provider) => provider.GetService<MLContext>() ?? new MLContext();

    /// <summary>The model of the pool with the same types.</summary>
    private sealed class LoadedModel<TSrc, TDst>(MLContext ml, string path) : IDisposable
    {
        public ITransformer Model { get; } = ml.TransferLearning().Load(path, out _);

        public void Dispose() => (Model as IDisposable)?.Dispose();
    }
}
