using Microsoft.ML;
using Microsoft.ML.Transforms.Image;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Persistence.MLNetModels;
using Toolkit.Images;
using Toolkit.Pretrained;
using Toolkit.Scoring;
using Toolkit.Training;

namespace Toolkit.Estimators;

/// <summary>Image classification, and several labels or numbers of images, by transfer learning: what <c>ml.TransferLearning()</c> offers.</summary>
public sealed partial class TransferLearningCatalog
{
    private readonly MLContext ml;

    internal TransferLearningCatalog(MLContext ml) => this.ml = ml;

    /// <summary>A trainer that fine-tunes a pretrained network: first its head alone, then all layers at a lowered rate.</summary>
    /// <param name="options">Everything that can be chosen.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the network's name is unknown.</exception>
    public ImageFineTuningTrainer FineTune(ImageFineTuningTrainer.Options options) => new(ml, options);

    /// <summary>A trainer that fine-tunes a pretrained network: first its head alone, then all layers at a lowered rate.</summary>
    /// <param name="labelColumnName">The label, a key (as MapValueToKey makes it).</param>
    /// <param name="imageColumnName">The images: MLImage, the bytes of an encoded file, or pixels.</param>
    /// <param name="network">Name of the network in the <see cref="Networks.NetworkCatalog"/>.</param>
    /// <param name="weights">Pretrained weights; null trains from random weights, without a frozen phase.</param>
    /// <param name="validationSet">Data that chooses the best epoch; null takes a tenth of the training data.</param>
    /// <param name="exampleWeightColumnName">How much each image counts, Single of at least 0; null counts all of them once.</param>
    /// <param name="training">All the numbers of the training, such as <c>new() { Epochs = 10 }</c>; null: the defaults.</param>
    /// <exception cref="ArgumentException">The network's name is unknown, or an option is out of its range.</exception>
    public ImageFineTuningTrainer FineTune(
        string labelColumnName = "Label", string imageColumnName = "Image", string network = "resnet18", Weights? weights = null,
        IDataView? validationSet = null, string? exampleWeightColumnName = null, FineTuningOptions? training = null) =>
        FineTune(new ImageFineTuningTrainer.Options
        {
            LabelColumnName = labelColumnName,
            ImageColumnName = imageColumnName,
            Network = network,
            Weights = weights,
            ValidationSet = validationSet,
            ExampleWeightColumnName = exampleWeightColumnName,
            Training = training ?? new FineTuningOptions(),
        });

    /// <summary>A trainer that fine-tunes a pretrained network to say which of several labels an image has.</summary>
    /// <param name="options">Everything that can be chosen.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the network's name is unknown.</exception>
    public ImageMultiLabelTrainer FineTuneMultiLabel(ImageMultiLabelTrainer.Options options) => new(ml, options);

    /// <summary>A trainer that fine-tunes a pretrained network to say one or several numbers of an image.</summary>
    /// <param name="options">Everything that can be chosen.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the network's name is unknown.</exception>
    public ImageRegressionTrainer FineTuneRegression(ImageRegressionTrainer.Options options) => new(ml, options);

    /// <summary>Classifies with a trained network; nothing is trained.</summary>
    /// <param name="network">Name of the network in the <see cref="Networks.NetworkCatalog"/>.</param>
    /// <param name="weights">The trained weights, head included.</param>
    /// <param name="classNames">
    /// One name a class, in the order of the network's outputs. Null, the default: those that come with weights of the catalog, as
    /// ImageNet's do with <c>Weights.Named("resnet50.imagenet1k_v2")</c>.
    /// </param>
    /// <param name="imageColumnName">The images: MLImage, the bytes of an encoded file, or pixels.</param>
    /// <param name="scoreColumnName">Receives the class probabilities.</param>
    /// <param name="predictedLabelColumnName">Receives the most probable class, a key with the class names as key values.</param>
    /// <param name="inputSpec">The images that the weights expect; null takes what the weights say.</param>
    /// <param name="pixelOrder">How pixels lie in the image column, where it holds pixels; by default as its type says.</param>
    /// <exception cref="ArgumentException">The network's name is unknown, or there are no class names.</exception>
    public ImageClassificationEstimator Classify(
        string network, Weights weights, IReadOnlyList<string>? classNames = null, string imageColumnName = "Image", string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel", InputSpec? inputSpec = null,
        PixelOrder pixelOrder = PixelOrder.Auto) =>
        Classify(new ImageClassificationEstimator.Options
        {
            Network = network,
            Weights = weights,
            ClassNames = classNames,
            ImageColumnName = imageColumnName,
            ScoreColumnName = scoreColumnName,
            PredictedLabelColumnName = predictedLabelColumnName,
            InputSpec = inputSpec,
            PixelOrder = pixelOrder,
        });

    /// <summary>Classifies with a network that somebody else trained; there is no training pass.</summary>
    /// <param name="options">Everything that can be chosen.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or missing.</exception>
    public ImageClassificationEstimator Classify(ImageClassificationEstimator.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(ml, options);
    }

    /// <summary>
    /// Turns images into the features of a trained network: the inputs of its head, a vector of
    /// <see cref="Networks.Network.FeatureCount"/> floats (512 for ResNet18) for any trainer of ML.NET after it. Nothing is trained.
    /// </summary>
    /// <param name="outputColumnName">Receives the features.</param>
    /// <param name="network">Name of the network in the <see cref="Networks.NetworkCatalog"/>.</param>
    /// <param name="weights">The trained weights; their last layer is not used and may have any classes.</param>
    /// <param name="inputColumnName">The images: MLImage, the bytes of an encoded file, or pixels.</param>
    /// <param name="inputSpec">The images that the weights expect; null takes what the weights say.</param>
    /// <param name="pixelOrder">How pixels lie in the image column, where it holds pixels; by default as its type says.</param>
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    ///     .Append(ml.TransferLearning().Featurize("Features", "squeezenet1_1", weights))
    ///     .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
    ///     .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    /// </code>
    /// </example>
    /// <exception cref="ArgumentException">The network's name is unknown, or the name of a column is empty.</exception>
    public ImageFeaturizingEstimator Featurize(
        string outputColumnName, string network, Weights weights, string inputColumnName = "Image", InputSpec? inputSpec = null,
        PixelOrder pixelOrder = PixelOrder.Auto) =>
        Featurize(new ImageFeaturizingEstimator.Options
        {
            Network = network,
            Weights = weights,
            ImageColumnName = inputColumnName,
            FeaturesColumnName = outputColumnName,
            InputSpec = inputSpec,
            PixelOrder = pixelOrder,
        });

    /// <summary>Turns images into the features that a trained network sees in them.</summary>
    /// <param name="options">Everything that can be chosen.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or missing.</exception>
    public ImageFeaturizingEstimator Featurize(ImageFeaturizingEstimator.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(ml, options);
    }

    /// <summary>Writes a model with its networks and its ML.NET transforms into one zip file. An older file survives a failure.</summary>
    /// <param name="model">A fitted pipeline.</param>
    /// <param name="inputSchema">Schema of the data that the pipeline takes.</param>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="InvalidOperationException">A network has weights that are not finite numbers.</exception>
    /// <exception cref="NotSupportedException">A column of the schema has a type that a model file cannot describe.</exception>
    public void Save(ITransformer model, DataViewSchema inputSchema, string path) => ModelArchive.Save(ml, model, inputSchema, path);

    /// <summary>
    /// Writes a model for programs that have ML.NET's packages and nothing of this toolkit, as <c>ml.Model.Save</c> does, and resizes images of any
    /// size first, which <c>ml.Model.Save</c> refuses. <c>ml.Model.Load</c> reads it.
    /// </summary>
    /// <remarks>
    /// ML.NET's ResizeImages filters in another way than this toolkit, so that scores differ a little: compare both on a validation set. Reading
    /// programs need the packages Microsoft.ML, Microsoft.ML.ImageAnalytics, Microsoft.ML.OnnxTransformer and Microsoft.ML.OnnxRuntime.
    /// </remarks>
    /// <param name="model">A fitted pipeline.</param>
    /// <param name="inputSchema">Schema of the data that the pipeline takes.</param>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="resizing">How the images are resized. Default: scaled and cropped, as the toolkit does.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="NotSupportedException">The images come as encoded files, or a network cannot be exported.</exception>
    public void SaveForMLNet(
        ITransformer model, DataViewSchema inputSchema, string path,
        ImageResizingEstimator.ResizingKind resizing = ImageResizingEstimator.ResizingKind.IsoCrop) =>
        MLNetModel.Save(ml, model, inputSchema, path, resizing);

    /// <summary>Reads a model that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inputSchema">Schema of the data that the model takes.</param>
    /// <param name="engine">What computes its networks; by default ONNX Runtime where it can.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or no model of this toolkit, or newer than this version can read.</exception>
    /// <exception cref="LibTorch.TorchLibraryException">TorchSharp is to compute a network, and libtorch is missing.</exception>
    /// <exception cref="OnnxRuntimeLibraryException">ONNX Runtime is asked for, and is missing.</exception>
    public ITransformer Load(string path, out DataViewSchema inputSchema, ScoringEngine engine = ScoringEngine.Auto) =>
        ModelArchive.Load(ml, path, engine, out inputSchema);
}
