using System.Collections.Immutable;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Estimators one after the other, each fitted to what the transformers before it make of the data.</summary>
public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
    where TLastTransformer : class, ITransformer
{
    private readonly ImmutableArray<EstimatorLink> _links;

    /// <summary>An empty chain.</summary>
    public EstimatorChain()
        : this([])
    {
    }

    internal EstimatorChain(ImmutableArray<EstimatorLink> links)
    {
        _links = links;
        LastEstimator = (links.LastOrDefault()?.Estimator as IEstimator<TLastTransformer>)!;
    }

    /// <summary>The last estimator; null in an empty chain.</summary>
    public readonly IEstimator<TLastTransformer> LastEstimator;

    /// <summary>Fits the estimators in order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column that some estimator needs is missing or has another type; found before
    /// anything is fitted.</exception>
    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(SchemaShape.Create(input.Schema));

        var transformers = new List<ITransformer>();
        var data = input;
        foreach (var link in _links)
        {
            var transformer = link.Estimator.Fit(data);
            transformers.Add(transformer);
            data = transformer.Transform(data);
            if (link.Cache && transformers.Count < _links.Length)
                data = new CacheDataView(data);
        }
        return new TransformerChain<TLastTransformer>(transformers, _links.Select(link => link.Scope));
    }

    /// <summary>The shape of the transformed data.</summary>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        _links.Aggregate(inputSchema, (shape, link) => link.Estimator.GetOutputSchema(shape));

    /// <summary>This chain with one more estimator.</summary>
    /// <param name="estimator">The estimator.</param>
    /// <param name="scope">In which phases its transformer takes part.</param>
    public EstimatorChain<TNewTrans> Append<TNewTrans>(IEstimator<TNewTrans> estimator,
        TransformerScope scope = TransformerScope.Everything)
        where TNewTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return new EstimatorChain<TNewTrans>(_links.Add(new EstimatorLink(estimator, scope, Cache: false)));
    }

    /// <summary>This chain with the data held in memory after its last estimator, so that what follows can read it many times
    /// cheaply.</summary>
    /// <exception cref="InvalidOperationException">The chain is empty.</exception>
    public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(IHostEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        if (_links.IsEmpty)
            throw new InvalidOperationException("Current estimator chain has no estimator, can't append cache checkpoint.");
        return new EstimatorChain<TLastTransformer>(_links.SetItem(_links.Length - 1, _links[^1] with { Cache = true }));
    }
}

/// <summary>An estimator of a chain.</summary>
/// <param name="Estimator">The estimator.</param>
/// <param name="Scope">In which phases its transformer takes part.</param>
/// <param name="Cache">Whether the data is held in memory after it.</param>
internal sealed record EstimatorLink(IEstimator<ITransformer> Estimator, TransformerScope Scope, bool Cache);
