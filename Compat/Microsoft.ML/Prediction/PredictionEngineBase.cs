using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Transforms one object at a time. Not safe for several threads at once.</summary>
public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    private readonly ITransformer _transformer;
    private readonly bool _ownsTransformer;
    private readonly TypedRow<TSrc> _input;
    private readonly DataViewRow _output;
    private readonly Action<TDst> _fill;
    private bool _disposed;

    private protected PredictionEngineBase(ITransformer transformer, PredictionEngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        if (!transformer.IsRowToRowMapper)
            throw new ArgumentOutOfRangeException(nameof(transformer), $"{transformer.GetType().Name} must be a row to row mapper");
        _transformer = transformer;
        _ownsTransformer = options.OwnsTransformer;
        _input = new TypedRow<TSrc>(new TypedSchema<TSrc>(options.InputSchemaDefinition));
        var mapper = transformer.GetRowToRowMapper(_input.Schema);
        OutputSchema = mapper.OutputSchema;
        var prediction = new RowWriter<TDst>(OutputSchema, options.IgnoreMissingColumns, options.OutputSchemaDefinition);
        _output = mapper.GetRow(_input, prediction.Columns);
        _fill = prediction.Bind(_output);
    }

    /// <summary>The columns of the transformed objects.</summary>
    public DataViewSchema OutputSchema { get; }

    /// <summary>Transforms <paramref name="example"/> into a new object.</summary>
    public TDst Predict(TSrc example)
    {
        var prediction = new TDst();
        Predict(example, ref prediction);
        return prediction;
    }

    /// <summary>Transforms <paramref name="example"/> into <paramref name="prediction"/>, whose memory is used again.</summary>
    public abstract void Predict(TSrc example, ref TDst prediction);

    /// <summary>Disposes the engine, and the transformer if the engine owns it.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _output.Dispose();
        _input.Dispose();
        if (_ownsTransformer)
            (_transformer as IDisposable)?.Dispose();
    }

    private protected void Fill(TSrc example, TDst prediction)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _input.MoveTo(example);
        _fill(prediction);
    }
}

/// <inheritdoc/>
public sealed class PredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst>
    where TSrc : class
    where TDst : class, new()
{
    internal PredictionEngine(ITransformer transformer, PredictionEngineOptions options)
        : base(transformer, options)
    {
    }

    /// <inheritdoc/>
    public override void Predict(TSrc example, ref TDst prediction)
    {
        ArgumentNullException.ThrowIfNull(example);
        prediction ??= new TDst();
        Fill(example, prediction);
    }
}

/// <summary>Options of a <see cref="PredictionEngine{TSrc, TDst}"/>.</summary>
public sealed class PredictionEngineOptions
{
    /// <summary>Default options.</summary>
    public PredictionEngineOptions()
    {
    }

    /// <summary>Whether members of the prediction without a column are left alone (the default) or are an error.</summary>
    public bool IgnoreMissingColumns = true;

    /// <summary>The input columns; null (the default) takes them from the members.</summary>
    public SchemaDefinition? InputSchemaDefinition;

    /// <summary>The output columns; null (the default) takes them from the members.</summary>
    public SchemaDefinition? OutputSchemaDefinition;

    /// <summary>Whether the engine disposes the transformer when it is disposed (the default). Engines that share one must not.</summary>
    public bool OwnsTransformer = true;
}
