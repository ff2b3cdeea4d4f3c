using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;
using Toolkit.Augmentation;
using Toolkit.Estimators.Images;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Persistence.MLNetModels;
using Toolkit.Estimators.Scoring;
using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.Scoring;

namespace Toolkit.Estimators;

/// <summary>
/// A network as a step of a model, which adds columns computed from an image column. Images go through the network in batches that
/// are read ahead; one by one only for a PredictionEngine, and where the decoded images themselves are asked for beside what is computed.
/// </summary>
/// <remarks>
/// The transformer may be used by several cursors and prediction engines at once. It reads each row of its input once. It owns its
/// network: disposing it, or the chain it stands in, frees the weights. <c>ml.TransferLearning().Save</c> writes models that hold one; so does
/// <c>ml.Model.Save</c> where their images have one size, as after ResizeImages.
/// </remarks>
public abstract class ImageNetworkTransformer : ITransformer, IDisposable
{
    private readonly SharedNetwork network;
    private readonly string imageColumnName;
    private readonly PixelOrder pixelOrder;
    private readonly ImageRunner runner;

    private protected ImageNetworkTransformer(
        INetworkSource network, NetworkOutput output, string imageColumnName, PixelOrder pixelOrder, int batchSize, TestTimeAugmentation augmentation)
    {
        this.network = SharedNetwork.Of(network, output);
        (this.imageColumnName, this.pixelOrder, Output, TestTimeAugmentation) = (imageColumnName, pixelOrder, output, augmentation);
        runner = new ImageRunner(this.network, output, augmentation, batchSize, GetType());
    }

    /// <summary>
    /// The network, in evaluation mode. Of a model that was loaded from a file it is built when it is first asked for, which needs libtorch. Scores
    /// do not follow changes of its weights.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed, and the weights with it.</exception>
    /// <exception cref="InvalidOperationException">The network is in int8, as <c>ml.TransferLearning().Quantize</c> makes it.</exception>
    public Network Network
    {
        get
        {
            runner.ThrowIfDisposed();
            return network.Network;
        }
    }

    /// <summary>The views of each image whose results are averaged; from <c>ml.TransferLearning().WithTestTimeAugmentation</c>.</summary>
    public TestTimeAugmentation TestTimeAugmentation { get; }

    /// <summary>True: each output row depends on its input row alone.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>Name of the network.</summary>
    internal string Architecture => Description.Architecture;

    /// <summary>What the network is, without its weights.</summary>
    internal NetworkDescription Description => network.Description;

    /// <summary>What the step was fitted on.</summary>
    /// <exception cref="NotSupportedException">It comes from a file that does not say.</exception>
    internal FittedInput FittedInput => Input ?? throw new NotSupportedException(
        "ml.Model.Save cannot write a network whose file, of an older version of the toolkit, does not say what its image column holds. Use "
        + "ml.TransferLearning().Save.");

    private protected abstract FittedInput? Input { get; }

    private protected NetworkOutput Output { get; }

    private protected INetworkSource Source => network;

    /// <summary>Numbers that the network gives for one image.</summary>
    internal int OutputLength => runner.OutputLength;

    private protected abstract IReadOnlyList<ComputedColumn> ComputedColumns { get; }

    /// <summary>The input's columns, and the computed ones.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or holds no images.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Columns(inputSchema).Output;

    /// <summary>A lazy view of the input with the computed columns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or holds no images.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new OutputDataView(input, Columns(input.Schema), runner);
    }

    /// <summary>Computes single rows, for PredictionEngine.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or holds no images.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new OutputMapper(Columns(inputSchema), runner);

    /// <summary>Frees the network's memory; the transformer cannot be used any more.</summary>
    public void Dispose()
    {
        runner.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Called by <c>ml.Model.Save</c>, which a transformer of a third party can only serve by handing on to official ones.</summary>
    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        using var steps = new OfficialSteps(FittedInput.Schema());
        ((ICanSaveModel)Add(steps, resizing: null)).Save(ctx);
    }

    /// <summary>Adds what does the same as this step, made of ML.NET's own.</summary>
    /// <param name="steps">Receives it.</param>
    /// <param name="resizing">How images of any size are resized first; null: they are refused.</param>
    /// <exception cref="NotSupportedException">The images are not pixels of one size and are not to be resized, or the network cannot be exported.</exception>
    internal TransformerChain<ITransformer> Add(OfficialSteps steps, ImageResizingEstimator.ResizingKind? resizing)
    {
        runner.ThrowIfDisposed();
        AddTo(steps, new OfficialNetwork(network, TestTimeAugmentation, imageColumnName, pixelOrder, resizing));
        return steps.Finish();
    }

    /// <summary>Refuses views that the network's images do not have.</summary>
    /// <exception cref="ArgumentException">They are to be turned, and are not square.</exception>
    internal void CheckAveraging(TestTimeAugmentation augmentation)
    {
        runner.ThrowIfDisposed();
        AveragedEngine.Check(augmentation, Description.Input);
    }

    /// <summary>The same step with the mean of several views, on the same network, which is freed when both are disposed.</summary>
    internal ImageNetworkTransformer Averaging(TestTimeAugmentation augmentation) => With(network.AddOwner(), augmentation);

    private protected abstract void AddTo(OfficialSteps steps, OfficialNetwork network);

    /// <summary>Writes the entries of a model archive that <see cref="Persistence.StepForm"/> reads again, below a path.</summary>
    internal abstract void Save(ZipArchive archive, string path);

    /// <summary>The same step with its network in int8. This one is not changed.</summary>
    /// <param name="data">What the step takes; its images give the ranges.</param>
    /// <param name="maximumImages">How many of them are used at most.</param>
    /// <param name="channel">Is warned where int8 does not pay.</param>
    internal ImageNetworkTransformer Quantized(IDataView data, int maximumImages, IChannel channel)
    {
        var image = ImageColumn.Find(data.Schema, imageColumnName, pixelOrder);
        if (OnnxQuantization.AdviceAgainst(Network) is { } advice) channel.Warning(MessageSensitivity.None, advice);
        var calibration = new OnnxQuantization(CalibrationImages.Read(data, image, Source.Description.Input, maximumImages));
        return With(new QuantizedNetwork(OnnxRuntimeEngine.ModelOf(Network, Output, calibration), Source.Description), TestTimeAugmentation);
    }

    /// <summary>The same step with another network, which it owns, and other views.</summary>
    private protected abstract ImageNetworkTransformer With(INetworkSource other, TestTimeAugmentation augmentation);

    private OutputColumns Columns(DataViewSchema input)
    {
        ArgumentNullException.ThrowIfNull(input);
        runner.ThrowIfDisposed();
        return new(input, imageColumnName, pixelOrder, ComputedColumns);
    }
}
