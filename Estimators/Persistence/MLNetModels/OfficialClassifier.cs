using Microsoft.ML;
using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;
using Toolkit.Onnx;
using Toolkit.Scoring;

namespace Toolkit.Estimators.Persistence.MLNetModels;

/// <summary>
/// A classifier as ML.NET's own steps. An ONNX model cannot give a scalar column, let alone a key, so the arg-max comes out of it as a vector
/// with a single one, which a naive Bayes classifier turns into the class: it learns from one row a class. Where a threshold may leave an image without
/// an answer, that is one more class, whose value the last steps do not know: ML.NET makes a missing key of it.
/// </summary>
internal static class OfficialClassifier
{
    /// <summary>Naive Bayes keeps a table of as many numbers as the square of this, 200 MB.</summary>
    private const int MostClasses = 5000;

    /// <exception cref="NotSupportedException">
    /// As for <see cref="OfficialNetwork.Add"/>, or there are too many classes, or the label's values leave none for "none of these".
    /// </exception>
    public static void Add(OfficialSteps steps, OfficialNetwork network, ClassLabels labels, ScoringOptions columns)
    {
        if (labels.Names.Count > MostClasses)
        {
            throw new NotSupportedException(
                $"A model of ML.NET can hold a classifier of up to {MostClasses} classes, but this one has {labels.Names.Count}. Use ml.TransferLearning().Save.");
        }
        string Temporary(string name) => steps.Temporary($"{columns.ScoreColumnName}.{name}");
        var (values, highest, label) = (Temporary("Values"), Temporary("Highest"), Temporary("Label"));
        var outputs = new RowOutputs(labels.Names.Count, values, highest, labels.Names, columns.RejectThreshold);
        var answers = columns.RejectThreshold is null ? labels : WithNone(labels);
        network.Add(steps, NetworkOutput.Probabilities, outputs);
        var kept = OverwrittenOf(columns).Select(name => (Name: name, Copy: Temporary(name))).ToList();
        foreach (var (name, copy) in kept) steps.Copy(name, copy);

        steps.Add(steps.ML.MulticlassClassification.Trainers.NaiveBayes(ClassRows.Label, highest).Fit(new ClassRows(answers, highest)));
        steps.Copy(FittedInput.PredictedLabel, label);
        steps.Add(steps.ML.Transforms.DropColumns(FittedInput.Score, FittedInput.PredictedLabel));
        if (answers != labels) DropNone(steps, labels, label);

        foreach (var (name, copy) in kept) steps.Copy(copy, name);
        steps.Copy(values, columns.ScoreColumnName);
        steps.Copy(label, columns.PredictedLabelColumnName);
    }

    private static ClassLabels WithNone(ClassLabels labels) => labels.WithOneMore() ?? throw new NotSupportedException(
        $"A model of ML.NET cannot leave images without an answer whose labels have the type {labels.ValueType}: all its values are classes. Use "
        + "ml.TransferLearning().Save, or a label of text.");

    /// <summary>Makes keys of the classes alone out of keys that have one more value, which is then missing.</summary>
    private static void DropNone(OfficialSteps steps, ClassLabels labels, string label)
    {
        var transforms = steps.ML.Transforms;
        steps.Add(transforms.Conversion.MapKeyToValue(label));
        IDataView keys = new ClassRows(labels, "Vector");
        keys = transforms.Conversion.MapKeyToValue(ClassRows.Label).Append(transforms.SelectColumns(ClassRows.Label)).Fit(keys).Transform(keys);
        steps.Add(transforms.Conversion.MapValueToKey(label, keyData: keys));
    }

    /// <summary>Columns of the input that naive Bayes gives its outputs the names of, and this step does not.</summary>
    private static IEnumerable<string> OverwrittenOf(ScoringOptions columns) => columns.Input!.Columns.Select(column => column.Name)
        .Where(name => name is FittedInput.Score or FittedInput.PredictedLabel)
        .Except([columns.ScoreColumnName, columns.PredictedLabelColumnName, columns.ImageColumnName]);
}
