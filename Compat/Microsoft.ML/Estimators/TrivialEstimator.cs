using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>An estimator that knows its transformer without looking at data.</summary>
public abstract class TrivialEstimator<TTransformer> : IEstimator<TTransformer>
    where TTransformer : class, ITransformer
{
    private protected TrivialEstimator(IHost host, TTransformer transformer)
    {
        Host = host;
        Transformer = transformer;
    }

    private protected IHost Host { get; }

    private protected TTransformer Transformer { get; }

    /// <summary>The transformer, after a check that it can take this data.</summary>
    public TTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Transformer.GetOutputSchema(input.Schema);
        return Transformer;
    }

    /// <summary>The shape of the transformed data.</summary>
    public abstract SchemaShape GetOutputSchema(SchemaShape inputSchema);
}
