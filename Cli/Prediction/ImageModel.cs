using Microsoft.ML;
using Toolkit.Cli.Tasks;
using Toolkit.Estimators;
using Toolkit.Networks;
using Toolkit.Scoring;

namespace Toolkit.Cli.Prediction;

/// <summary>A model file with a network that says what an image shows.</summary>
internal sealed class ImageModel : IDisposable
{
    private ImageModel(MLContext ml, ITransformer model, DataViewSchema schema, ImagePredictionTransformer step) =>
        (ML, Model, InputSchema, Step) = (ml, model, schema, step);

    public MLContext ML { get; }

    public ITransformer Model { get; }

    /// <summary>What the model takes.</summary>
    public DataViewSchema InputSchema { get; }

    /// <summary>The network as a step of the model.</summary>
    public ImagePredictionTransformer Step { get; }

    /// <summary>What it says of an image.</summary>
    public ImageTask Task => ImageTask.Of(Step.Task);

    /// <summary>Classes, labels or numbers.</summary>
    public IReadOnlyList<string> Names => Step.OutputNames;

    /// <summary>The network, which takes libtorch.</summary>
    public Network Network => Step.Network;

    /// <exception cref="InvalidOperationException">The model has no such network.</exception>
    public static ImageModel Load(string path, ScoringEngine engine = ScoringEngine.Auto)
    {
        var ml = new MLContext();
        var model = ml.TransferLearning().Load(path, out var schema, engine);
        var step = StepOf(model) ?? throw new InvalidOperationException(
            $"{path} has no network with a head, such as a classifier of images. Give a model that toolkit train or FineTune made.");
        return new(ml, model, schema, step);
    }

    /// <summary>The network among the steps of a model; null: it has none.</summary>
    public static ImagePredictionTransformer? StepOf(ITransformer model) =>
        (model as IEnumerable<ITransformer> ?? [model]).OfType<ImagePredictionTransformer>().LastOrDefault();

    public void Dispose() => (Model as IDisposable)?.Dispose();
}
