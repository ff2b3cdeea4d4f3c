using Toolkit.Estimators.Scoring;

namespace Toolkit.Estimators;

public sealed partial class ImageFineTuningTrainer
{
    /// <summary>What can be chosen about the training of a classifier. Its label is a key as MapValueToKey makes it.</summary>
    public sealed class Options : ImageTrainerOptions
    {
        /// <summary>Receives the most probable class, a key with the label's key values. Default <c>PredictedLabel</c>.</summary>
        public string PredictedLabelColumnName = "PredictedLabel";

        /// <summary>
        /// A model whose training goes on, with more images or other classes: network, images and weights are its own. Classes are found by their
        /// names: those that stay keep their part of the head, new ones begin with random weights, others go. Null, the default: none.
        /// </summary>
        public TrainedModel? ContinueFrom;

        internal override bool IsPretrained => base.IsPretrained || ContinueFrom is not null;

        private protected override IEnumerable<(string Option, string Name)> Outputs =>
            [.. base.Outputs, (nameof(PredictedLabelColumnName), PredictedLabelColumnName)];

        internal ScoringOptions ToScoringOptions() =>
            new(ImageColumnName, ScoreColumnName, PredictedLabelColumnName, PixelOrder: PixelOrder);

        internal override void Validate()
        {
            base.Validate();
            if (ContinueFrom is null || Weights is null) return;
            throw new ArgumentException(
                $"{nameof(Weights)} and {nameof(ContinueFrom)} both say which weights the training begins with. Leave one of them out.", nameof(Weights));
        }
    }
}
