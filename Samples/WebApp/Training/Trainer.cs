using Microsoft.Extensions.Options;
using Microsoft.ML;
using Microsoft.ML.Transforms;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Pretrained;
using Toolkit.Samples.WebApp.Corrections;
using Toolkit.Samples.WebApp.Predicting;

namespace Toolkit.Samples.WebApp.Training;

/// <summary>Trains one model at a time, and lets it take over.</summary>
internal sealed class Trainer(
    ModelInUse inUse, ModelFiles files, TrainingImages images, CorrectionStore corrections, TrainingBoard board, IOptions<TrainingOptions> options,
    IHostApplicationLifetime life, ILogger<Trainer> log)
{
    private readonly Lock gate = new();
    private CancellationTokenSource? stop;

    /// <summary>The training that began last; it never fails.</summary>
    public Task Training { get; private set; } = Task.CompletedTask;

    /// <summary>Begins a training in the background: of the model in use, or of a first one.</summary>
    /// <exception cref="TrainingRefusedException">There is one already, or there are no images.</exception>
    public void Start()
    {
        images.Check();
        lock (gate)
        {
            var begun = board.TryUpdate(
                status => !status.IsRunning,
                status => status with { Stage = TrainingStage.Preparing, Epochs = options.Value.Epochs, Progress = 0, Curve = [], Error = null });
            if (!begun) throw new TrainingRefusedException("A training is under way. Wait for its end, or stop it.");
            var source = stop = CancellationTokenSource.CreateLinkedTokenSource(life.ApplicationStopping);
            Training = Task.Factory.StartNew(() => Run(source), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    /// <summary>Ends the training; the model stays the old one.</summary>
    public void Stop()
    {
        lock (gate) stop?.Cancel();
    }

    private void Run(CancellationTokenSource source)
    {
        var end = Train(source.Token);
        lock (gate)
        {
            stop = null;
            source.Dispose();
        }
        board.Update(end);
    }

    /// <returns>What is to be said at the end.</returns>
    private Func<TrainingStatus, TrainingStatus> Train(CancellationToken cancellation)
    {
        try
        {
            var all = corrections.BeginLearning();
            var (train, validation) = images.Load(all);
            board.Update(status => status with { Images = train.Count, Corrections = all.Count });
            var path = files.PathOf(inUse.Number + 1);
            TrainTo(path, train, validation, cancellation);
            TakeOver(path);
            return status => status with
            {
                Stage = TrainingStage.Done,
                Progress = 1,
                Model = inUse.Number,
                Waiting = corrections.Waiting,
                Learnt = corrections.Learnt,
            };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            log.LogInformation("The training was stopped");
            corrections.EndLearning(succeeded: false);
            return status => status with { Stage = TrainingStage.Stopped };
        }
        catch (Exception error)
        {
            log.LogError(error, "The training failed");
            corrections.EndLearning(succeeded: false);
            return status => status with { Stage = TrainingStage.Failed, Error = ReasonOf(error) };
        }
    }

    /// <summary>What everybody may read: other messages may have paths of the server in them.</summary>
    private static string ReasonOf(Exception error) => error is TrainingRefusedException ? error.Message : "The server's log says why.";

    private void TrainTo(string path, IImageDataset train, IImageDataset validation, CancellationToken cancellation)
    {
        var ml = new MLContext(seed: 1);
        IDataView trainView = ml.TransferLearning().LoadImages(train), validationView = ml.TransferLearning().LoadImages(validation);
        var keys = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);
        var trainer = ml.TransferLearning().FineTune(Options(keys.Fit(trainView).Transform(validationView), cancellation));
        var model = keys.Append(trainer).Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(trainView);
        using var disposed = model as IDisposable;
        cancellation.ThrowIfCancellationRequested();
        ml.TransferLearning().Save(model, trainView.Schema, path);
    }

    private ImageFineTuningTrainer.Options Options(IDataView validation, CancellationToken cancellation)
    {
        var from = inUse.Number > 0 ? ModelPath() : null;
        var size = options.Value.Size;
        return new()
        {
            Network = from is null ? "resnet18_mlnet" : null,
            Weights = from is null ? Weights.Named("resnet18.mlnet") : null,
            ContinueFrom = from is null ? null : TrainedModel.File(from),
            ValidationSet = validation,
            Training = new()
            {
                // The backbone stays frozen, and what it sees of an image is computed once: a training of seconds.
                Epochs = options.Value.Epochs,
                FrozenEpochs = options.Value.Epochs,
                AugmentWhileFrozen = false,
                BatchSize = 32,
                CalibrateProbabilities = true,
                AcceptedErrorShare = options.Value.AcceptedErrorShare,
                Input = from is null ? Weights.Named("resnet18.mlnet").InputSpec! with { Height = size, Width = size, ResizeShorterSide = size } : null,
            },
            IterationCallback = step => board.Update(status => status with
            {
                Stage = TrainingStage.Learning,
                Progress = (step.Epoch - 1 + (double)step.Iteration / step.Iterations) / status.Epochs,
            }),
            EpochCallback = epoch => board.Update(status => status with { Curve = [.. status.Curve, EpochPoint.Of(epoch)] }),
            CancellationToken = cancellation,
        };
    }

    private string ModelPath()
    {
        using var lease = inUse.Take();
        return lease.Model.Path;
    }

    private void TakeOver(string path)
    {
        var next = new ServedModel(path, inUse.Number + 1);
        inUse.Replace(next);
        log.LogInformation("Model {Number} answers, {Path}", next.Number, path);
        // The model answers by now, so that what goes wrong here is no failure of the training.
        Try(() => corrections.EndLearning(succeeded: true));
        Try(files.DeleteOld);
    }

    private void Try(Action cleanUp)
    {
        try
        {
            cleanUp();
        }
        catch (Exception error)
        {
            log.LogError(error, "Cleaning up after the training failed");
        }
    }
}
