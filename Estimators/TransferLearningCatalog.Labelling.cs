using Microsoft.ML;
using Toolkit.Estimators.Labelling;

namespace Toolkit.Estimators;

public sealed partial class TransferLearningCatalog
{
    /// <summary>
    /// Chooses which unlabelled images to label next (active learning): of those that the model is least sure of, ten times as many as are wanted, those
    /// that stand for the others (Zhdanov 2019, "Diverse mini-batch active learning"). Their features are put into as many groups as images are
    /// wanted, by k-means in which unsure images weigh more; the one nearest to the middle of each group is chosen. How unsure a model is, is
    /// 1 less the distance of its two highest probabilities. Before there is a model, all images are grouped, and weigh the same.
    /// </summary>
    /// <param name="unlabelled">What a model with <c>Featurize</c> and a trainer after it makes of the unlabelled images.</param>
    /// <param name="count">How many to choose, at least 1; where there are not more images, all are.</param>
    /// <param name="featuresColumnName">What a network sees in them: a vector of Single.</param>
    /// <param name="scoreColumnName">The probabilities of the classes, a vector of Single; null: there is no model yet.</param>
    /// <returns>Numbers of rows, from 0, in ascending order, the same for the same images.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type, or <paramref name="count"/> is below 1.</exception>
    /// <exception cref="ArgumentException">There are fewer than two classes, a feature is not finite, or scores are no probabilities.</exception>
    public IReadOnlyList<int> ChooseToLabel(
        IDataView unlabelled, int count, string featuresColumnName = "Features", string? scoreColumnName = "Score")
    {
        ArgumentNullException.ThrowIfNull(unlabelled);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return LabelQuery.Choose(UnlabelledImage.Read(unlabelled, featuresColumnName, scoreColumnName), count);
    }
}
