using Microsoft.ML;
using Toolkit.Estimators.Persistence;
using Toolkit.Scoring;

namespace Toolkit.Estimators;

/// <summary>A model with one network whose training is to go on (<see cref="ImageTrainerOptions.ContinueFrom"/>). It stays as it is.</summary>
public sealed class TrainedModel
{
    private readonly Func<MLContext, ITransformer> open;
    private readonly bool owned;

    private TrainedModel(Func<MLContext, ITransformer> open, bool owned) => (this.open, this.owned) = (open, owned);

    /// <summary>A model in memory.</summary>
    /// <param name="model">A fitted pipeline with one network that has a head, or the step alone. It must not be disposed before the training has begun.</param>
    public static TrainedModel Of(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(_ => model, owned: false);
    }

    /// <summary>A model archive, which is read when the training begins.</summary>
    /// <param name="path">A file that <c>ml.TransferLearning().Save</c> wrote.</param>
    public static TrainedModel File(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new(ml => ModelArchive.Load(ml, path, ScoringEngine.Auto, out _), owned: true);
    }

    /// <summary>Opens the model, takes something of its network, and closes the model where it is not the user's.</summary>
    /// <exception cref="ArgumentException">The model has no network with a head, or several.</exception>
    internal T Use<T>(MLContext ml, Func<ImagePredictionTransformer, T> use)
    {
        var model = open(ml);
        try
        {
            return use(ModelSteps.OnlyNetwork(model, "Training goes on from"));
        }
        finally
        {
            if (owned) ((IDisposable)model).Dispose();
        }
    }
}
