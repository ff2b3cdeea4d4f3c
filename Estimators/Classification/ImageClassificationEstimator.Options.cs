using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;

namespace Toolkit.Estimators;

public sealed partial class ImageClassificationEstimator
{
    /// <summary>What can be chosen about classifying with a trained network.</summary>
    public sealed class Options : ImageNetworkOptions
    {
        /// <summary>
        /// One name a class, in the order of the network's outputs. Null, the default: those that come with weights of the catalog, as
        /// ImageNet's do with <c>Weights.Named("resnet50.imagenet1k_v2")</c>.
        /// </summary>
        public IReadOnlyList<string>? ClassNames;

        /// <summary>Receives the class probabilities. Default <c>Score</c>.</summary>
        public string ScoreColumnName = "Score";

        /// <summary>Receives the most probable class, a key with the class names as key values. Default <c>PredictedLabel</c>.</summary>
        public string PredictedLabelColumnName = "PredictedLabel";

        /// <summary>
        /// The least probability of a class for an answer, 0 to 1: where the highest one is below it, <c>PredictedLabel</c> is missing. Null, the
        /// default: the most probable class is the answer, however unlikely.
        /// </summary>
        public float? RejectThreshold;

        internal override void Validate()
        {
            base.Validate();
            if (RejectThreshold is { } threshold && !(threshold >= 0 && threshold <= 1))
                throw new ArgumentOutOfRangeException(nameof(RejectThreshold), threshold, "RejectThreshold is a probability, 0 to 1.");
            ColumnNames.Check(
                (nameof(ImageColumnName), ImageColumnName), (nameof(ScoreColumnName), ScoreColumnName),
                (nameof(PredictedLabelColumnName), PredictedLabelColumnName));
            FindClassNames();
            // ImageNet's own list has names twice.
            if (ClassNames?.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
                throw new ArgumentException($"The class name '{twice.Key}' is there {twice.Count()} times. Give every class a name of its own.", nameof(ClassNames));
        }

        internal IReadOnlyList<string> FindClassNames()
        {
            var names = ClassNames ?? Weights?.Entry?.ClassNames ?? [];
            return names.Count >= 2 ? names : throw new ArgumentException(
                $"A classifier needs at least 2 class names, but got {names.Count}. Give one for each output of the network; only weights of "
                + "the catalog that were trained on ImageNet bring theirs.", nameof(ClassNames));
        }

        internal ScoringOptions ToScoringOptions() => new(
            ImageColumnName, ScoreColumnName, PredictedLabelColumnName, BatchSize, PixelOrder, RejectThreshold: RejectThreshold);
    }
}
