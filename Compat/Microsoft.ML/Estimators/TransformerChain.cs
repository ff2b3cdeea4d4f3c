using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>Transformers one after the other.</summary>
public sealed class TransformerChain<TLastTransformer> : ITransformer, IEnumerable<ITransformer>, IDisposable, ITransformerChain
    where TLastTransformer : class, ITransformer
{
    private readonly ITransformer[] _transformers;
    private readonly TransformerScope[] _scopes;
    private bool _disposed;

    /// <summary>A chain in which each transformer takes part in the phases given for it.</summary>
    /// <exception cref="InvalidOperationException">There are not as many scopes as transformers, or the last transformer is no
    /// <typeparamref name="TLastTransformer"/>.</exception>
    public TransformerChain(IEnumerable<ITransformer>? transformers, IEnumerable<TransformerScope>? scopes)
    {
        _transformers = [.. transformers ?? []];
        _scopes = [.. scopes ?? []];
        if (_transformers.Length != _scopes.Length)
            throw new InvalidOperationException(
                $"A chain needs one scope for each transformer, but got {_transformers.Length} transformers and {_scopes.Length} scopes.");
        if (_transformers.LastOrDefault() is { } last and not TLastTransformer)
            throw new InvalidOperationException(
                $"The last transformer of this chain must be a {typeof(TLastTransformer)}, but it is a {last.GetType()}.");
        LastTransformer = (_transformers.LastOrDefault() as TLastTransformer)!;
    }

    /// <summary>A chain in which every transformer takes part in all phases.</summary>
    public TransformerChain(params ITransformer[]? transformers)
        : this(transformers, transformers?.Select(_ => TransformerScope.Everything))
    {
    }

    /// <summary>The last transformer; null in an empty chain.</summary>
    public readonly TLastTransformer LastTransformer;

    bool ITransformer.IsRowToRowMapper => _transformers.All(transformer => transformer.IsRowToRowMapper);

    IReadOnlyList<(ITransformer Transformer, TransformerScope Scope)> ITransformerChain.Links => [.. _transformers.Zip(_scopes)];

    /// <summary>The columns of the data transformed for scoring.</summary>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => GetOutputSchema(inputSchema, TransformerScope.Scoring);

    /// <summary>The columns of the data transformed by those that take part in <paramref name="scope"/>.</summary>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema, TransformerScope scope)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return InScope(scope).Aggregate(inputSchema, (schema, link) => link.Transformer.GetOutputSchema(schema));
    }

    /// <summary>The data transformed for scoring.</summary>
    public IDataView Transform(IDataView input) => Transform(input, TransformerScope.Scoring);

    /// <summary>The data transformed by those that take part in <paramref name="scope"/>.</summary>
    public IDataView Transform(IDataView input, TransformerScope scope)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(input.Schema, scope);
        return InScope(scope).Aggregate(input, (data, link) => link.Transformer.Transform(data));
    }

    /// <summary>The chain of those that take part in any phase of <paramref name="scopeFilter"/>.</summary>
    public TransformerChain<ITransformer> GetModelFor(TransformerScope scopeFilter)
    {
        var links = InScope(scopeFilter).ToList();
        return new TransformerChain<ITransformer>(links.Select(link => link.Transformer), links.Select(link => link.Scope));
    }

    /// <summary>This chain with one more transformer.</summary>
    public TransformerChain<TNewLast> Append<TNewLast>(TNewLast transformer, TransformerScope scope = TransformerScope.Everything)
        where TNewLast : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(transformer);
        return new TransformerChain<TNewLast>([.. _transformers, transformer], [.. _scopes, scope]);
    }

    /// <summary>The transformers, in order.</summary>
    public IEnumerator<ITransformer> GetEnumerator() => ((IEnumerable<ITransformer>)_transformers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (_transformers.FirstOrDefault(transformer => !transformer.IsRowToRowMapper) is { } other)
            throw new InvalidOperationException($"This chain cannot map single rows, because {other.GetType().Name} cannot.");
        var mappers = new List<IRowToRowMapper>();
        foreach (var transformer in _transformers)
            mappers.Add(transformer.GetRowToRowMapper(mappers.Count == 0 ? inputSchema : mappers[^1].OutputSchema));
        return new CompositeRowToRowMapper(inputSchema, mappers);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => ModelLoaders.SaveChain(ctx, this);

    /// <summary>Disposes those transformers that can be.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        foreach (var transformer in _transformers)
            (transformer as IDisposable)?.Dispose();
    }

    private IEnumerable<(ITransformer Transformer, TransformerScope Scope)> InScope(TransformerScope scope) =>
        _transformers.Zip(_scopes).Where(link => (link.Second & scope) != TransformerScope.None);
}

/// <summary>A chain, whatever its last transformer is.</summary>
internal interface ITransformerChain
{
    IReadOnlyList<(ITransformer Transformer, TransformerScope Scope)> Links { get; }
}
