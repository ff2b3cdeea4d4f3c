using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>A trainer that minimises its loss with L-BFGS.</summary>
public abstract class LbfgsTrainerBase<TOptions, TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TOptions : LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private static readonly TrainerInfo LbfgsInfo = new();

    private protected LbfgsTrainerBase(IHost host, TOptions options, SchemaShape.Column label)
        : base(host, FeatureShape(options.FeatureColumnName), label, WeightShape(options.ExampleWeightColumnName))
    {
        options.Check();
        LbfgsOptions = options;
    }

    /// <summary>What the trainer would like its data to be.</summary>
    public override TrainerInfo Info => LbfgsInfo;

    private protected TOptions LbfgsOptions { get; }

    private static SchemaShape.Column FeatureShape(string name) =>
        new(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, isKey: false);

    private static SchemaShape.Column WeightShape(string? name) =>
        string.IsNullOrEmpty(name) ? default : new(name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, isKey: false);

    /// <summary>Options of trainers that use L-BFGS.</summary>
    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        /// <summary>Weight of half the sum of the squared weights (default 1); 0 or more.</summary>
        public float L2Regularization = LbfgsDefaults.L2Regularization;

        /// <summary>Weight of the sum of the weights' absolute values (default 1); 0 or more.</summary>
        public float L1Regularization = LbfgsDefaults.L1Regularization;

        /// <summary>The search ends when no slope of the mean loss is steeper (default 1e-7), or 20 steps together lower the loss by less than
        /// a ten-thousandth of this; above 0.</summary>
        public float OptimizationTolerance = LbfgsDefaults.OptimizationTolerance;

        /// <summary>How many steps the search remembers (default 20); above 0. Fewer take less memory and more steps.</summary>
        public int HistorySize = LbfgsDefaults.HistorySize;

        /// <summary>The most steps of the search (default: no limit); above 0.</summary>
        public int MaximumNumberOfIterations = int.MaxValue;

        /// <summary>Whether to say nothing about the training (default false).</summary>
        public bool Quiet = false;

        /// <summary>If above 0, the search starts at random numbers from -1/2 to 1/2 times this; else (the default) at 0.</summary>
        public float InitialWeightsDiameter = 0;

        /// <summary>The most threads to use, above 0; null (the default) takes one for each processor.</summary>
        public int? NumberOfThreads;

        /// <summary>Whether weights must not be negative (default false). Biases may be.</summary>
        public bool EnforceNonNegativity = false;

        /// <summary>Made by classes that inherit from this one.</summary>
        protected OptionsBase()
        {
        }

        internal void Check()
        {
            CheckNotNegative(L2Regularization, nameof(L2Regularization));
            CheckNotNegative(L1Regularization, nameof(L1Regularization));
            CheckPositive(OptimizationTolerance > 0, OptimizationTolerance, nameof(OptimizationTolerance));
            CheckPositive(HistorySize > 0, HistorySize, nameof(HistorySize));
            CheckPositive(MaximumNumberOfIterations > 0, MaximumNumberOfIterations, nameof(MaximumNumberOfIterations));
            CheckPositive(NumberOfThreads is null or > 0, NumberOfThreads, nameof(NumberOfThreads));
        }

        private static void CheckNotNegative(float value, string name)
        {
            if (!(value >= 0 && float.IsFinite(value)))
                throw new ArgumentOutOfRangeException(name, value, "Must be non-negative.");
        }

        private static void CheckPositive(bool isPositive, object? value, string name)
        {
            if (!isPositive)
                throw new ArgumentOutOfRangeException(name, value, "Must be positive.");
        }
    }
}
