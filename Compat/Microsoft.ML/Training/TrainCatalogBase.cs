using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What the catalogs of all tasks have in common.</summary>
public abstract class TrainCatalogBase
{
    private protected TrainCatalogBase(HostEnvironment environment)
    {
        Environment = environment;
    }

    internal HostEnvironment Environment { get; }

    /// <summary>The result of one fold of cross-validation.</summary>
    public sealed class CrossValidationResult<T>
        where T : class
    {
        internal CrossValidationResult(ITransformer model, T metrics, IDataView scoredHoldOutSet, int fold)
        {
            Model = model;
            Metrics = metrics;
            ScoredHoldOutSet = scoredHoldOutSet;
            Fold = fold;
        }

        /// <summary>The model fitted to the other folds.</summary>
        public readonly ITransformer Model;

        /// <summary>The metrics of this fold.</summary>
        public readonly T Metrics;

        /// <summary>This fold, transformed by the model.</summary>
        public readonly IDataView ScoredHoldOutSet;

        /// <summary>The number of the fold, from 0.</summary>
        public readonly int Fold;
    }

    /// <summary>A catalog of trainers.</summary>
    public abstract class CatalogInstantiatorBase
    {
        private protected CatalogInstantiatorBase(TrainCatalogBase owner)
        {
            Owner = owner;
        }

        internal TrainCatalogBase Owner { get; }
    }
}
