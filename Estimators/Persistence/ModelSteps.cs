using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Estimators.Persistence;

/// <summary>Takes a model apart into networks and runs of ML.NET transforms.</summary>
internal static class ModelSteps
{
    /// <summary>The model's steps in order; neighbouring ML.NET transforms are one chain, nested chains are flattened.</summary>
    public static IReadOnlyList<ITransformer> Of(ITransformer model)
    {
        var steps = new List<ITransformer>();
        var run = new List<ITransformer>();
        foreach (var transformer in Flatten(model))
        {
            if (transformer is not ImageNetworkTransformer)
            {
                run.Add(transformer);
                continue;
            }

            CloseRun(run, steps);
            steps.Add(transformer);
        }

        CloseRun(run, steps);
        return steps;
    }

    /// <summary>The one network of a model that has a head: a classifier, or one for several labels or numbers.</summary>
    /// <param name="model">A fitted pipeline, or the step alone.</param>
    /// <param name="purpose">Beginning of a sentence: what takes one network.</param>
    /// <exception cref="ArgumentException">There is none, or several.</exception>
    public static ImagePredictionTransformer OnlyNetwork(ITransformer model, string purpose)
    {
        var networks = Of(model).OfType<ImagePredictionTransformer>().ToList();
        if (networks is [var only]) return only;
        var names = string.Join(", ", networks.Select(step => step.Architecture));
        var found = networks.Count == 0 ? "none" : $"{networks.Count} ({names})";
        throw new ArgumentException($"{purpose} one network with its head, but the model has {found}. Pass the step that is meant.", nameof(model));
    }

    private static IEnumerable<ITransformer> Flatten(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(Flatten) : [model];

    private static void CloseRun(List<ITransformer> run, List<ITransformer> steps)
    {
        if (run.Count > 0) steps.Add(new TransformerChain<ITransformer>([.. run]));
        run.Clear();
    }
}
