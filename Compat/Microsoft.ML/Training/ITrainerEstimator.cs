namespace Microsoft.ML
{
    /// <summary>What a trainer would like its data to be.</summary>
    public sealed class TrainerInfo
    {
        internal TrainerInfo(bool needNormalization = true, bool wantCaching = true)
        {
            NeedNormalization = needNormalization;
            WantCaching = wantCaching;
        }

        /// <summary>Whether features should be brought into a common range first.</summary>
        public bool NeedNormalization { get; }

        /// <summary>Whether the data is read more than once, so that caching it pays.</summary>
        public bool WantCaching { get; }
    }
}

namespace Microsoft.ML.Trainers
{
    /// <summary>An estimator that fits a model which predicts.</summary>
    public interface ITrainerEstimator<out TTransformer, out TModel> : IEstimator<TTransformer>
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
    {
        /// <summary>What the trainer would like its data to be.</summary>
        TrainerInfo Info { get; }
    }
}
