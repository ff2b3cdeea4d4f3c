using Microsoft.ML;
using Microsoft.ML.Runtime;
using Toolkit.Data;
using Toolkit.Estimators.FineTuning;
using Toolkit.Estimators.Images;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;
using Toolkit.Files;
using Toolkit.Images;
using Toolkit.LibTorch;
using Toolkit.Networks;
using Toolkit.Scoring;
using Toolkit.StateDicts;
using Toolkit.Training;
using TorchSharp;

namespace Toolkit.Estimators;

/// <summary>
/// Trains a network by fine-tuning: one with pretrained weights gets a new head, the head is trained while the backbone is frozen, then all layers are
/// trained at a lowered learning rate. The best weights on the validation data are kept.
/// </summary>
/// <remarks>
/// Input: an image column (MLImage, encoded bytes or pixels), a label and, if asked for, a weight. The network's input size is that of the image column
/// where ResizeImages has fixed it, else that of the training options, else the weights'. Every epoch is reported to <see cref="MLContext.Log"/> and to the
/// callbacks.
/// </remarks>
/// <typeparam name="TTransformer">The step that it makes.</typeparam>
public abstract class ImageTrainer<TTransformer> : IEstimator<TTransformer> where TTransformer : ImagePredictionTransformer
{
    private readonly ImageTrainerOptions options;

    private protected ImageTrainer(MLContext ml, ImageTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (ML, this.options) = (ml, options);
    }

    private protected MLContext ML { get; }

    /// <summary>The input's columns and those that the model adds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type; the message names column, expected and found type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        TrainingColumns.Check(inputSchema, options);
        var label = inputSchema.Find(TrainingColumns.Role, options.LabelColumnName);
        CheckLabel(label);
        return WithOutputs(inputSchema, label);
    }

    /// <summary>Trains on all rows.</summary>
    /// <param name="input">Rows with an image and a label.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type; the message names column, expected and found type.</exception>
    /// <exception cref="ArgumentException">
    /// The images, or an option, do not suit the network or what is to be learned; or the model to continue from has another network than the options
    /// name, says something else of images, or has not one network with a head.
    /// </exception>
    /// <exception cref="NotSupportedException">The network's outputs are never below 0, as SqueezeNet's, and several labels or numbers are to be learned.</exception>
    /// <exception cref="FileNotFoundException">There is no model to continue from.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows, fewer than two classes, or a row lacks its label or image, or has a label or a weight that is none; the training diverged; the
    /// checkpoint is of another training run; ONNX Runtime is to score a network that cannot be exported; or the model to continue from is in int8.
    /// </exception>
    /// <exception cref="WeightsException">The weights cannot be read or do not fit the network; found out before the training.</exception>
    /// <exception cref="UnwritableFileException">The checkpoint cannot be written; found out before the training.</exception>
    /// <exception cref="InvalidDataException">The checkpoint, or the model to continue from, is damaged.</exception>
    /// <exception cref="OnnxRuntimeLibraryException">ONNX Runtime is to score, and is missing; found out before the training.</exception>
    /// <exception cref="TorchLibraryException">libtorch is missing or cannot be loaded; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled before the end of its first epoch.</exception>
    public TTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var host = ((IHostEnvironment)ML).Register(GetType().Name);
        using var channel = host.Start("Training");

        var columns = ColumnsOf(input);
        var training = TrainingFor(host, channel);
        if (training.CheckpointPath is { } path) AtomicFile.CheckWritable(path);
        var engine = new EngineChoice(ML, options.Engine, channel);
        var imageSize = columns.Image.FixedSize?.Height ?? training.Input?.Height;
        var network = CreateNetwork(columns.Target, training, imageSize, channel);
        try
        {
            // A choice that cannot be kept is found before the training.
            engine.ReasonAgainstOnnxRuntime(OnnxRuntimeEngine.Suits(network));
            training = training with { Input = InputFor(columns.Image, training.Input ?? network.InputSpec) };
            NetworkInput.Check(network, training.Input);
            channel.Info(MessageSensitivity.None, Describe(network, columns.Target, training));
            network.to(engine.Device);
            using var train = Read(input, columns, "training", training);
            using var validation = ReadValidation(columns, training);
            var result = Train(network, training, train, validation, channel);
            var scored = new NetworkInMemory(network, engine);
            return CreateTransformer(scored, columns.Target, FittedInput.Of(input.Schema, options.ImageColumnName), result);
        }
        catch (Exception error)
        {
            network.Dispose();
            if (error is OperationCanceledException && options.CancellationToken.IsCancellationRequested) throw Cancelled(error);
            throw;
        }
    }

    /// <summary>Refuses a label of another type than the trainer takes.</summary>
    private protected abstract void CheckLabel(SchemaShape.Column label);

    private protected abstract SchemaShape WithOutputs(SchemaShape shape, SchemaShape.Column label);

    /// <summary>What the label column of a view says about its images.</summary>
    /// <param name="view">The training or validation data.</param>
    /// <param name="column">Its label.</param>
    /// <param name="training">What that of the training data says, where the view is the validation data; else null.</param>
    private protected abstract TargetColumn TargetOf(IDataView view, DataViewSchema.Column column, TargetColumn? training);

    private protected abstract TTransformer CreateTransformer(INetworkSource network, TargetColumn target, FittedInput input, TrainingResult result);

    /// <summary>The network that is trained.</summary>
    /// <param name="target">What its outputs stand for.</param>
    /// <param name="training">How it is trained.</param>
    /// <param name="imageSize">Height of the images, for networks that are built for one size; null where images come in any size.</param>
    /// <param name="channel">Is told what the loading of weights did.</param>
    private Network CreateNetwork(TargetColumn target, FineTuningOptions training, int? imageSize, IChannel channel) => options.ContinueFrom is { } model
        ? model.Use(ML, step => ContinuedNetwork.Create(step, options.Network, target, training.Seed!.Value, channel))
        : PretrainedNetwork.Create(options, target.Names.Count, training.Seed, imageSize, channel);

    private TrainingColumns ColumnsOf(IDataView view)
    {
        try
        {
            return FindColumns(view, training: null);
        }
        catch (InvalidOperationException) when (IsEmpty(view))
        {
            throw ViewImages.NoRows("training"); // which is why its label has no classes
        }
    }

    private TrainingColumns FindColumns(IDataView view, TargetColumn? training) => TrainingColumns.Find(
        view.Schema, options, label => TargetOf(view, label, training), weighted: training is null);

    private static bool IsEmpty(IDataView view)
    {
        if (view.GetRowCount() is { } rows) return rows == 0;
        using var cursor = view.GetRowCursor([]);
        return !cursor.MoveNext();
    }

    private FineTuningOptions TrainingFor(IHost host, IChannel channel)
    {
        // Another run of the same program must find the checkpoint's seed again.
        var drawn = options.Training.Seed ?? (options.Training.CheckpointPath is null ? host.Rand.Next() : 0);
        var seed = options.Training.Distributed.Share([drawn])[0];
        var training = options.Training with { Seed = seed };
        if (options.IsPretrained || training.FrozenEpochs == 0) return training;

        channel.Info(MessageSensitivity.None, "There are no pretrained weights: the frozen epochs are left out and all layers train from random weights.");
        return training with { FrozenEpochs = 0 };
    }

    // The size that ResizeImages has fixed is the network's; otherwise images come in any size and are resized.
    private static InputSpec InputFor(ImageColumn image, InputSpec spec) => image.FixedSize is { } size
        ? spec with { Height = size.Height, Width = size.Width, ResizeShorterSide = Math.Min(size.Height, size.Width) }
        : spec;

    private TrainingResult Train(Network network, FineTuningOptions training, ViewImages train, ViewImages? validation, IChannel channel)
    {
        var tuner = new FineTuner(network, training) { ContinuesRegression = options.ContinueFrom is not null };
        tuner.EpochCompleted += report => channel.Info(MessageSensitivity.None, Describe(report, training.Epochs));
        if (options.EpochCallback is { } onEpoch) tuner.EpochCompleted += onEpoch;
        if (options.IterationCallback is { } onIteration) tuner.IterationCompleted += onIteration;

        var result = tuner.Fit(train, validation, options.CancellationToken);
        if (result.Best is null) throw Cancelled();
        if (ConfidenceReport.Of(result, train.ClassNames) is { } report) channel.Info(MessageSensitivity.None, report);
        return result;
    }

    private OperationCanceledException Cancelled(Exception? error = null) => new(
        "The training was cancelled before the end of its first epoch: there are no trained weights to keep.", error, options.CancellationToken);

    private ViewImages Read(IDataView view, TrainingColumns columns, string purpose, FineTuningOptions training) =>
        ViewImages.Read(view, columns, purpose, training.ImageMemoryBytes ?? ImageMemory.QuarterOfFree(), options.CancellationToken);

    private ViewImages? ReadValidation(TrainingColumns train, FineTuningOptions training)
    {
        if (options.ValidationSet is not { } view) return null;
        var columns = FindColumns(view, train.Target);
        columns.Target.CheckSameNames(train.Target);
        return Read(view, columns, "validation", training);
    }

    private static string Describe(Network network, TargetColumn target, FineTuningOptions training) =>
        $"Training {network.Architecture} on images of {training.Input!.Width}x{training.Input.Height} pixels, {target.Description}, " +
        $"{training.Epochs} epochs ({training.FrozenEpochs} frozen), seed {training.Seed}.";

    private static string Describe(EpochReport report, int epochs)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        var (metric, name) = (report.Metric, report.Metric.Name());
        var validation = report.Validation is { } score
            ? string.Create(culture, $"validation loss {score.Loss:F4}, {name} {metric.Format(score.Accuracy)}; ")
            : "";
        return string.Create(
            culture,
            $"epoch {report.Epoch}/{epochs} {report.Phase.ToString().ToLowerInvariant()}: loss {report.TrainLoss:F4}, " +
            $"{name} {metric.Format(report.TrainAccuracy)}; {validation}rate {report.LearningRate:G3}; {report.Seconds:F1} s{(report.IsBest ? "; best so far" : "")}");
    }
}
