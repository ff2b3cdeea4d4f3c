using Toolkit.Estimators.Scoring;

namespace Toolkit.Estimators;

public sealed partial class ImageFineTuningTrainer
{
    /// <summary>What can be chosen about the training of a classifier. Its label is a key as MapValueToKey makes it.</summary>
    public sealed class Options : ImageTrainerOptions
    {
        /// <summary>Receives the most probable class, a key with the label's key values. Default <c>PredictedLabel</c>.</summary>
        public string PredictedLabelColumnName = "PredictedLabel";

        private protected override IEnumerable<(string Option, string Name)> Outputs =>
            [.. base.Outputs, (nameof(PredictedLabelColumnName), PredictedLabelColumnName)];

        internal ScoringOptions ToScoringOptions() =>
            new(ImageColumnName, ScoreColumnName, PredictedLabelColumnName, PixelOrder: PixelOrder);
    }
}
