using Microsoft.ML;
using Toolkit.Data;

namespace Toolkit.Estimators.FineTuning;

/// <summary>The label column of training or validation data, and what it says about images.</summary>
/// <param name="column">The column.</param>
/// <param name="task">What a network learns from it.</param>
/// <param name="names">What the network's outputs stand for.</param>
internal abstract class TargetColumn(DataViewSchema.Column column, LearningTask task, IReadOnlyList<string> names)
{
    public DataViewSchema.Column Column => column;

    public LearningTask Task => task;

    public IReadOnlyList<string> Names => names;

    /// <summary>How many of what there are, for the log.</summary>
    public abstract string Description { get; }

    /// <summary>What is to be done where training and validation data have different names.</summary>
    protected abstract string Advice { get; }

    /// <summary>A function that reads what is true of the image of the row on which a cursor stands.</summary>
    /// <param name="row">The cursor.</param>
    /// <param name="purpose">What messages call the data: training or validation.</param>
    /// <exception cref="InvalidOperationException">On reading: the row has no label, or none that the task allows.</exception>
    public abstract Func<Target> CreateReader(DataViewRow row, string purpose);

    /// <summary>Refuses validation data that have other names than the training data.</summary>
    public void CheckSameNames(TargetColumn training)
    {
        if (names.SequenceEqual(training.Names)) return;
        throw new ArgumentException(
            $"The validation set's label has the classes {string.Join(", ", names)}, the training set's {string.Join(", ", training.Names)}. {Advice}");
    }
}

/// <summary>What is true of an image.</summary>
/// <param name="Label">Its class, in classification.</param>
/// <param name="Values">Its labels or numbers in other tasks; none in classification.</param>
internal readonly record struct Target(int Label, float[] Values);
