using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Networks;
using Toolkit.Scoring;

namespace Toolkit.Cli.Prediction;

/// <summary>A model file with a classifier in it.</summary>
internal sealed class Classifier : IDisposable
{
    private readonly ImageClassificationTransformer step;

    private Classifier(MLContext ml, ITransformer model, DataViewSchema schema, ImageClassificationTransformer step) =>
        (ML, Model, InputSchema, this.step) = (ml, model, schema, step);

    public MLContext ML { get; }

    public ITransformer Model { get; }

    /// <summary>What the model takes.</summary>
    public DataViewSchema InputSchema { get; }

    public IReadOnlyList<string> ClassNames => step.ClassNames;

    /// <summary>The network, which takes libtorch.</summary>
    public Network Network => step.Network;

    /// <exception cref="InvalidOperationException">The model has no classifier.</exception>
    public static Classifier Load(string path, ScoringEngine engine = ScoringEngine.Auto)
    {
        var ml = new MLContext();
        var model = ml.TransferLearning().Load(path, out var schema, engine);
        var step = StepOf(model) ?? throw new InvalidOperationException($"{path} has no classifier of images. Give a model that toolkit train or FineTune made.");
        return new(ml, model, schema, step);
    }

    /// <summary>The classifier among the steps of a model; null: it has none.</summary>
    public static ImageClassificationTransformer? StepOf(ITransformer model) =>
        (model as IEnumerable<ITransformer> ?? [model]).OfType<ImageClassificationTransformer>().LastOrDefault();

    public void Dispose() => (Model as IDisposable)?.Dispose();
}
