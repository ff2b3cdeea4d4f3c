using Microsoft.Extensions.ML;
using Microsoft.Extensions.Primitives;
using Microsoft.ML;
using Toolkit.Estimators;

namespace Toolkit.Hosting;

/// <summary>
/// Gives a PredictionEnginePool a model that <c>ml.TransferLearning().Save</c> wrote; the pool's own loaders read only what
/// <c>ml.Model.Save</c> writes, which holds no networks. The file is read once: a changed one needs a restart.
/// </summary>
/// <remarks>Engines of such a pool must not be disposed: each would dispose the model that all of them share.</remarks>
public sealed class TransferLearningModelLoader : ModelLoader
{
    private readonly ITransformer model;

    /// <summary>Reads the model.</summary>
    /// <param name="ml">The context that the pool uses.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or no model of this toolkit.</exception>
    public TransferLearningModelLoader(MLContext ml, string path) => model = ml.TransferLearning().Load(path, out _);

    /// <inheritdoc/>
    public override ITransformer GetModel() => model;

    /// <summary>A token that never reports a change.</summary>
    public override IChangeToken GetReloadToken() => new CancellationChangeToken(CancellationToken.None);
}
