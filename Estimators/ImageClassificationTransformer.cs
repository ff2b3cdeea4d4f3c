using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;
using Toolkit.Networks;
using Toolkit.Training;
using TorchSharp;

namespace Toolkit.Estimators;

/// <summary>
/// A trained network as a step of a model. It adds <c>Score</c> (class probabilities, a vector of floats whose slot names
/// are the class names) and <c>PredictedLabel</c> (a key with the label's key values). Images are scored in batches;
/// only a PredictionEngine scores them one by one.
/// </summary>
/// <remarks>
/// The transformer may be used by several cursors and prediction engines at once. It owns its network: disposing it, or
/// the chain it stands in, frees the weights. Write models that hold one with <c>ml.TransferLearning().Save</c>.
/// </remarks>
public sealed class ImageClassificationTransformer : ITransformer, IDisposable
{
    private readonly ScoringOptions options;
    private readonly ImageScorer scorer;

    internal ImageClassificationTransformer(Network network, ClassLabels labels, ScoringOptions options, torch.Device device)
    {
        (Network, Labels, this.options) = (network, labels, options);
        network.to(device);
        scorer = new ImageScorer(network, options.BatchSize);
    }

    /// <summary>The network, in evaluation mode.</summary>
    public Network Network { get; }

    /// <summary>Class names in the order of the scores.</summary>
    public IReadOnlyList<string> ClassNames => Labels.Names;

    /// <summary>How the training went; null for a network that was not trained here.</summary>
    public TrainingResult? TrainingResult { get; internal init; }

    /// <summary>True: each output row depends on its input row alone.</summary>
    public bool IsRowToRowMapper => true;

    internal ClassLabels Labels { get; }

    internal ScoringOptions Options => options;

    /// <summary>The input's columns, <c>Score</c> and <c>PredictedLabel</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or holds no images.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Columns(inputSchema).Output;

    /// <summary>A lazy view of the input with <c>Score</c> and <c>PredictedLabel</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or holds no images.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ScoredDataView(input, Columns(input.Schema), scorer);
    }

    /// <summary>Scores single rows, for PredictionEngine.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or holds no images.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new ScoringMapper(Columns(inputSchema), scorer);

    /// <summary>Frees the network's memory; the transformer cannot be used any more.</summary>
    public void Dispose() => scorer.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException(
        "ml.Model.Save cannot write a network. Use ml.TransferLearning().Save(model, inputSchema, path) and ml.TransferLearning().Load(path, out schema).");

    private ScoreColumns Columns(DataViewSchema input)
    {
        ArgumentNullException.ThrowIfNull(input);
        scorer.ThrowIfDisposed();
        return new(input, options.ImageColumnName, options.ScoreColumnName, options.PredictedLabelColumnName, Labels);
    }
}
