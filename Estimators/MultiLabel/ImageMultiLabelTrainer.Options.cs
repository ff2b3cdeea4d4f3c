using Toolkit.Estimators.Scoring;

namespace Toolkit.Estimators;

public sealed partial class ImageMultiLabelTrainer
{
    /// <summary>
    /// What can be chosen about the training of several labels an image. The label column is a vector of Boolean, or of Single with 1 and 0, with one place a
    /// label, whose slot names name them; or text with the labels one behind the other, as <c>beach;sunset</c>.
    /// </summary>
    public sealed class Options : ImageTrainerOptions
    {
        /// <summary>What is between the labels, where they come as text. Default <c>;</c>.</summary>
        public char Separator = ';';

        /// <summary>
        /// Receives which labels an image has, a vector of Boolean whose slot names name them: those whose probability is at least the label's threshold.
        /// Default <c>PredictedLabel</c>.
        /// </summary>
        public string PredictedLabelColumnName = "PredictedLabel";

        private protected override IEnumerable<(string Option, string Name)> Outputs =>
            [.. base.Outputs, (nameof(PredictedLabelColumnName), PredictedLabelColumnName)];

        internal ScoringOptions ToScoringOptions() => new(ImageColumnName, ScoreColumnName, PredictedLabelColumnName, PixelOrder: PixelOrder);
    }
}
