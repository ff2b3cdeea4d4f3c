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

        internal override void Validate()
        {
            base.Validate();
            ColumnNames.Check(
                (nameof(ImageColumnName), ImageColumnName), (nameof(ScoreColumnName), ScoreColumnName), (nameof(PredictedLabelColumnName), PredictedLabelColumnName));
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

        internal ScoringOptions ToScoringOptions() => new(ImageColumnName, ScoreColumnName, PredictedLabelColumnName, BatchSize, PixelOrder);
    }
}
