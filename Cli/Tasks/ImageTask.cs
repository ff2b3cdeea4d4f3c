using Microsoft.ML;
using Toolkit.Cli.Prediction;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Training;

namespace Toolkit.Cli.Tasks;

/// <summary>
/// What differs between the things that can be learned of images: what is said and checked of the data, what is trained, how it is judged, how an answer is
/// written. One file each.
/// </summary>
internal abstract class ImageTask
{
    private static readonly ImageTask[] All = [new ClassTask(), new LabelTask(), new NumberTask()];

    /// <summary>What <c>--task</c> calls them.</summary>
    public static IReadOnlyList<string> Names => [.. All.Select(task => task.Name)];

    public static ImageTask Of(LearningTask task) => All.Single(one => one.Task == task);

    /// <summary>The task that <c>--task</c> names, in any case.</summary>
    public static ImageTask Named(string name) => All.Single(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public abstract LearningTask Task { get; }

    /// <summary>What <c>--task</c> calls it.</summary>
    public abstract string Name { get; }

    /// <summary>What is learned of an image: a word for one, and for several.</summary>
    public abstract (string One, string Several) Output { get; }

    /// <summary>What is wrong with an image that is there twice, but not with the same label.</summary>
    public abstract string Conflict { get; }

    /// <summary>How a share is held back, in words.</summary>
    public abstract string Stratified { get; }

    /// <summary>Images of each class or label, in their order; none of numbers.</summary>
    public abstract IReadOnlyList<int> Count(IImageDataset images, IReadOnlyList<int> indices);

    /// <summary>Refuses images that nothing can be learned from.</summary>
    /// <param name="names">Classes, labels or numbers.</param>
    /// <param name="counts">Images of each.</param>
    /// <exception cref="InvalidDataException">There are too few.</exception>
    public virtual void Check(IReadOnlyList<string> names, IReadOnlyList<int> counts)
    {
    }

    /// <summary>A recipe without what makes no sense for the task.</summary>
    public virtual FineTuningOptions Suited(FineTuningOptions recipe) => recipe;

    /// <summary>What <see cref="Suited"/> leaves out, and why, in words; null: nothing.</summary>
    public virtual string? LeftOut => null;

    /// <summary>Trains.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="train">Images as <c>LoadImages</c> has them.</param>
    /// <param name="validation">Likewise.</param>
    /// <param name="set">Sets all that does not depend on the task.</param>
    public abstract ITransformer Train(MLContext ml, IDataView train, IDataView validation, Action<ImageTrainerOptions> set);

    /// <summary>Compares scores with what is true.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="model">The network that gave them.</param>
    /// <param name="scored">What the model makes of labelled images.</param>
    /// <param name="worst">How many mistakes are kept, where the task has such.</param>
    public abstract Judgement Judge(MLContext ml, ImagePredictionTransformer model, IDataView scored, int worst);

    /// <summary>How answers are written.</summary>
    /// <param name="model">The network; null: a trainer of ML.NET classifies.</param>
    /// <param name="names">What the scores stand for.</param>
    /// <param name="top">How many classes are wanted at most, 0 for all; null: that was not said.</param>
    /// <exception cref="ArgumentException">The task knows no such number.</exception>
    public abstract Answers AnswersOf(ImagePredictionTransformer? model, IReadOnlyList<string> names, int? top);
}
