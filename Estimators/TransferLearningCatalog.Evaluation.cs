using Microsoft.ML;
using Toolkit.Estimators.Evaluation;

namespace Toolkit.Estimators;

public sealed partial class TransferLearningCatalog
{
    /// <summary>
    /// Compares scores with labels, in one pass: the metrics of <c>ml.MulticlassClassification.Evaluate</c>, and precision, recall and F1 of
    /// every class, top-k accuracy for every k, calibration, and the worst misclassifications. Rows without a label, or with a score that
    /// is not finite, are left out and counted.
    /// </summary>
    /// <param name="scored">What <c>model.Transform</c> gives; scores of any ML.NET trainer will do.</param>
    /// <param name="labelColumnName">
    /// The true classes: a key or text, found by name among the scores' classes, or Single with whole numbers from 0.
    /// </param>
    /// <param name="scoreColumnName">A vector of Single with one score for each class, whose slot names name the classes.</param>
    /// <param name="imagePathColumnName">
    /// Paths (text) for the worst misclassifications; null takes <c>ImagePath</c> where the view has it.
    /// </param>
    /// <param name="calibrationBins">Bins of the calibration error, at least 1; 15 by default, as Guo et al. (2017) take.</param>
    /// <param name="worstMisclassifications">How many of the worst misclassifications are kept, from 0; 10 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type, or a number is out of its range.</exception>
    /// <exception cref="ArgumentException">The label's classes are none of the scores', or names of classes are ambiguous.</exception>
    /// <exception cref="InvalidOperationException">No row has both a label and finite scores.</exception>
    public ImageClassificationMetrics Evaluate(
        IDataView scored, string labelColumnName = "Label", string scoreColumnName = "Score", string? imagePathColumnName = null,
        int calibrationBins = 15, int worstMisclassifications = 10) =>
        ScoredViewEvaluator.Evaluate(
            scored, new EvaluationOptions(labelColumnName, scoreColumnName, imagePathColumnName, calibrationBins, worstMisclassifications));

    /// <summary>
    /// Compares the probabilities and predictions of several labels with the true ones, in one pass: mean average precision, F1, subset accuracy, Hamming
    /// loss, and precision, recall, F1 and average precision of every label. Rows with a score that is not finite are left out and counted.
    /// </summary>
    /// <param name="scored">What <c>model.Transform</c> gives.</param>
    /// <param name="labelColumnName">The true labels: what the model was trained on, a vector of Boolean or Single, or text.</param>
    /// <param name="scoreColumnName">A vector of Single with the probability of each label, whose slot names name the labels.</param>
    /// <param name="predictedLabelColumnName">A vector of Boolean: which labels the model says that the image has.</param>
    /// <param name="separator">What is between the labels, where they come as text.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">The labels are others than the scores'.</exception>
    /// <exception cref="InvalidOperationException">No row has finite scores, a label is neither 1 nor 0, or the model does not know it.</exception>
    public ImageMultiLabelMetrics EvaluateMultiLabel(
        IDataView scored, string labelColumnName = "Label", string scoreColumnName = "Score", string predictedLabelColumnName = "PredictedLabel",
        char separator = ';') =>
        MultiLabelEvaluator.Evaluate(scored, labelColumnName, scoreColumnName, predictedLabelColumnName, separator);

    /// <summary>
    /// Compares predicted numbers with the true ones, in one pass: R², mean absolute error and root mean squared error of every number, those of
    /// <c>ml.Regression.Evaluate</c>. Rows with a number that is not finite are left out and counted.
    /// </summary>
    /// <param name="scored">What <c>model.Transform</c> gives; scores of any regression trainer of ML.NET will do.</param>
    /// <param name="labelColumnName">The true numbers: Single or Double, or a vector of them.</param>
    /// <param name="scoreColumnName">The predicted numbers, as many.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">There are not as many true numbers as predicted ones.</exception>
    /// <exception cref="InvalidOperationException">No row has finite numbers in both.</exception>
    public ImageRegressionMetrics EvaluateRegression(IDataView scored, string labelColumnName = "Label", string scoreColumnName = "Score") =>
        RegressionEvaluator.Evaluate(scored, labelColumnName, scoreColumnName);

    /// <summary>
    /// Finds from which probability of a class on an image is reported, such as a part as defective, so that the mistakes about these images cost least: a
    /// miss, an image of the class that is not reported, against a false alarm. Of thresholds that cost the same it is the lowest. Take images that the
    /// model was not trained on, with the class in them some ten times or more, and judge the threshold on others by <see cref="EvaluateThreshold"/>.
    /// </summary>
    /// <param name="scored">What <c>model.Transform</c> gives, with probabilities as scores.</param>
    /// <param name="className">The class that is looked for, one of those that the scores name.</param>
    /// <param name="missCost">What a miss costs, in any unit; above 0.</param>
    /// <param name="falseAlarmCost">What a false alarm costs, in the same unit; above 0.</param>
    /// <param name="labelColumnName">The true classes, as <see cref="Evaluate"/> takes them.</param>
    /// <param name="scoreColumnName">A vector of Single with one score for each class, whose slot names name the classes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type, or a cost is not a finite number above 0.</exception>
    /// <exception cref="ArgumentException">The scores have no such class or are no probabilities, or the label's classes are none of the scores'.</exception>
    /// <exception cref="InvalidOperationException">No row has both a label and finite scores, or none is of the class, or all are.</exception>
    public ThresholdMetrics ChooseThreshold(
        IDataView scored, string className, double missCost, double falseAlarmCost, string labelColumnName = "Label", string scoreColumnName = "Score") =>
        new ThresholdEvaluator(scored, className, labelColumnName, scoreColumnName).Cheapest(missCost, falseAlarmCost);

    /// <summary>Counts the misses and false alarms where the images are reported whose probability of a class is at least a threshold.</summary>
    /// <param name="scored">What <c>model.Transform</c> gives, with probabilities as scores.</param>
    /// <param name="className">The class that is looked for, one of those that the scores name.</param>
    /// <param name="threshold">The least probability for a report, such as that of <see cref="ChooseThreshold"/>; just above 1: none.</param>
    /// <param name="labelColumnName">The true classes, as <see cref="Evaluate"/> takes them.</param>
    /// <param name="scoreColumnName">A vector of Single with one score for each class, whose slot names name the classes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type, or the threshold is out of its range.</exception>
    /// <exception cref="ArgumentException">The scores have no such class or are no probabilities, or the label's classes are none of the scores'.</exception>
    /// <exception cref="InvalidOperationException">No row has both a label and finite scores.</exception>
    public ThresholdMetrics EvaluateThreshold(
        IDataView scored, string className, float threshold, string labelColumnName = "Label", string scoreColumnName = "Score") =>
        new ThresholdEvaluator(scored, className, labelColumnName, scoreColumnName).At(threshold);
}
