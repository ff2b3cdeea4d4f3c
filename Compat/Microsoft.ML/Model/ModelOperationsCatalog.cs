using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Saving and loading of models, and prediction engines. Find it at <see cref="MLContext.Model"/>.</summary>
public sealed class ModelOperationsCatalog
{
    private readonly IHostEnvironment _environment;

    internal ModelOperationsCatalog(IHostEnvironment environment)
    {
        _environment = environment;
    }

    /// <summary>Saves a model and the schema of the data that it takes, in ML.NET's own format: either opens the other's files.</summary>
    /// <param name="model">The model: official transformers and chains of them. One of another kind is asked to save itself, and can
    /// only refuse.</param>
    /// <param name="inputSchema">The schema; null saves none. Columns of types such as images are left out of it.</param>
    /// <param name="stream">Where to; it stays open.</param>
    /// <exception cref="InvalidOperationException">A transformer cannot be saved, or all columns of the schema are left out.</exception>
    public void Save(ITransformer model, DataViewSchema? inputSchema, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        ModelFile.Write(stream, model, inputSchema);
    }

    /// <summary>Saves a model and the schema of the data that it takes. A file that is there already stays until the new one is
    /// complete.</summary>
    /// <inheritdoc cref="Save(ITransformer, DataViewSchema?, Stream)"/>
    /// <param name="model">The model.</param>
    /// <param name="inputSchema">The schema; null saves none.</param>
    /// <param name="filePath">The file.</param>
    public void Save(ITransformer model, DataViewSchema? inputSchema, string filePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        // Written to memory first: a model that refuses to be saved must not cost the file that was there.
        using var content = new MemoryStream();
        Save(model, inputSchema, content);
        var partial = filePath + ".partial";
        try
        {
            File.WriteAllBytes(partial, content.ToArray());
            File.Move(partial, filePath, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>Loads a model. Nothing in the file is run.</summary>
    /// <param name="stream">Where from; seekable.</param>
    /// <param name="inputSchema">The schema saved with it, or null.</param>
    /// <exception cref="InvalidDataException">It is no model of this library, or damaged.</exception>
    /// <exception cref="InvalidOperationException">It needs a custom mapping that was not registered.</exception>
    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ModelFile.Read(_environment, stream, out inputSchema);
    }

    /// <inheritdoc cref="Load(Stream, out DataViewSchema)"/>
    /// <param name="filePath">The file.</param>
    /// <param name="inputSchema">The schema saved with it, or null.</param>
    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        using var stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }

    /// <summary>An engine that transforms one object at a time, and owns <paramref name="transformer"/>.</summary>
    /// <param name="transformer">A transformer that maps single rows.</param>
    /// <param name="ignoreMissingColumns">Whether members of the prediction without a column are left alone or are an error.</param>
    /// <param name="inputSchemaDefinition">The input columns; null takes them from the members.</param>
    /// <param name="outputSchemaDefinition">The output columns; null takes them from the members.</param>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, bool ignoreMissingColumns = true,
        SchemaDefinition? inputSchemaDefinition = null, SchemaDefinition? outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new() =>
        new(transformer, new PredictionEngineOptions
        {
            IgnoreMissingColumns = ignoreMissingColumns,
            InputSchemaDefinition = inputSchemaDefinition,
            OutputSchemaDefinition = outputSchemaDefinition,
        });

    /// <summary>An engine whose input columns have the types and annotations of <paramref name="inputSchema"/>; every output member
    /// needs a column.</summary>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class
        where TDst : class, new()
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return CreatePredictionEngine<TSrc, TDst>(transformer, ignoreMissingColumns: false, TypedColumn.Define(typeof(TSrc), inputSchema));
    }

    /// <summary>An engine with options.</summary>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new()
    {
        ArgumentNullException.ThrowIfNull(options);
        return new PredictionEngine<TSrc, TDst>(transformer, options);
    }
}
