using Microsoft.ML;
using Toolkit.Estimators.Schema;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Scoring;
using Toolkit.StateDicts;
using Toolkit.Training;

namespace Toolkit.Estimators;

/// <summary>
/// What can be chosen about a training, whatever is learned. The defaults suit a few hundred to a few thousand images.
/// </summary>
public abstract class ImageTrainerOptions
{
    private const string DefaultNetwork = "resnet18";

    /// <summary>The label: what is true of an image. Default <c>Label</c>.</summary>
    public string LabelColumnName = "Label";

    /// <summary>
    /// The images: MLImage (LoadImages, ResizeImages), the bytes of an encoded file (LoadRawImageBytes), or pixels (ExtractPixels).
    /// Default <c>Image</c>.
    /// </summary>
    public string ImageColumnName = "Image";

    /// <summary>How pixels lie in the image column, where it holds pixels. Default: as its type says.</summary>
    public PixelOrder PixelOrder;

    /// <summary>
    /// How much the loss of each image counts: a column of Single with finite values of at least 0. Only their ratios matter: they are
    /// scaled to a mean of 1. Null, the default: all images count the same. The validation does not look at it.
    /// </summary>
    public string? ExampleWeightColumnName;

    /// <summary>Receives what the network says: probabilities, or numbers. Default <c>Score</c>.</summary>
    public string ScoreColumnName = "Score";

    /// <summary>
    /// Name of the network in the <see cref="NetworkCatalog"/>. Null, the default: <c>resnet18</c>, or where the training of a model goes on, the model's.
    /// </summary>
    public string? Network;

    /// <summary>
    /// Pretrained weights. Null, the default: those of the model whose training goes on, or where there is none, random weights; the frozen epochs are
    /// then left out.
    /// </summary>
    public Weights? Weights;

    /// <summary>
    /// A model whose training goes on, with more images or other classes: network, images and weights are its own, and it says what is to be learned.
    /// Classes and labels are found by their names: those that stay keep their part of the head, new ones begin with random weights, others go. Numbers
    /// must be the same. Null, the default: none.
    /// </summary>
    public TrainedModel? ContinueFrom;

    /// <summary>How the weights are fitted to the network, such as which part of AlexNet's first kernels is taken. Null: the defaults.</summary>
    public LoadOptions? WeightsLoading;

    /// <summary>
    /// All the numbers of the training, such as <see cref="Recipes.Cifar10"/>. Without pretrained weights its frozen epochs are left out.
    /// </summary>
    public FineTuningOptions Training = new();

    /// <summary>
    /// Data on which every epoch is judged and the best weights are chosen; never the test set. It is transformed by the steps before
    /// the trainer already. Null, the default: a share of the training data (<see cref="FineTuningOptions.ValidationFraction"/>).
    /// </summary>
    public IDataView? ValidationSet;

    /// <summary>What computes the trained network. Default: ONNX Runtime where it can.</summary>
    public ScoringEngine Engine;

    /// <summary>Called after every epoch.</summary>
    public Action<EpochReport>? EpochCallback;

    /// <summary>Called after every optimizer step.</summary>
    public Action<IterationReport>? IterationCallback;

    /// <summary>Stops the training; the best weights so far are kept.</summary>
    public CancellationToken CancellationToken;

    internal string NetworkName => Network ?? DefaultNetwork;

    internal bool IsPretrained => Weights is not null || ContinueFrom is not null;

    internal bool HasWeights => !string.IsNullOrEmpty(ExampleWeightColumnName);

    /// <summary>Columns that the trained model adds, each with the option that names it.</summary>
    private protected virtual IEnumerable<(string Option, string Name)> Outputs => [(nameof(ScoreColumnName), ScoreColumnName)];

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Training);
        ColumnNames.Check([(nameof(LabelColumnName), LabelColumnName), (nameof(ImageColumnName), ImageColumnName), .. Outputs]);
        if (HasWeights)
            ColumnNames.Check(
                (nameof(ExampleWeightColumnName), ExampleWeightColumnName!), (nameof(LabelColumnName), LabelColumnName),
                (nameof(ImageColumnName), ImageColumnName));
        if (!Enum.IsDefined(PixelOrder))
            throw new ArgumentOutOfRangeException(nameof(PixelOrder), PixelOrder, "Use Auto, Planar or Interleaved.");
        if (!Enum.IsDefined(Engine)) throw new ArgumentOutOfRangeException(nameof(Engine), Engine, "Use Auto, OnnxRuntime or TorchSharp.");
        if (ContinueFrom is not null && Weights is not null)
        {
            throw new ArgumentException(
                $"{nameof(Weights)} and {nameof(ContinueFrom)} both say which weights the training begins with. Leave one of them out.", nameof(Weights));
        }
        NetworkCatalog.CheckName(NetworkName);
        Training.Validate();
    }
}
