using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.UnitTests.Estimators;

/// <summary>Remembers the schema that it was promised, as a trainer would check it, and changes nothing.</summary>
internal sealed class ShapeProbe : IEstimator<ITransformer>
{
    public SchemaShape Seen { get; private set; } = new([]);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Seen = inputSchema;

    public ITransformer Fit(IDataView input) => new TransformerChain<ITransformer>();

    /// <summary>What an estimator is promised of a view.</summary>
    public static SchemaShape Of(IDataView view)
    {
        var probe = new ShapeProbe();
        new EstimatorChain<ITransformer>().Append(probe).Fit(view);
        return probe.Seen;
    }
}
