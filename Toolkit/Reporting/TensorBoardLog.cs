using Toolkit.Files;
using Toolkit.Training;
using TorchSharp.Modules;
using static TorchSharp.torch.utils;

namespace Toolkit.Reporting;

/// <summary>
/// Writes how a training goes as scalars for TensorBoard, while it runs: loss, accuracy, learning rate and seconds of every epoch, and loss,
/// accuracy, rate and images per second of every step. Not for several threads at once; a training calls on one.
/// </summary>
/// <remarks>
/// Every object begins an event file of its own; TensorBoard shows all files of a folder as one run. Epochs count from 1. Steps count from 1,
/// too, over all epochs; where a training goes on after a checkpoint, so do they. An event file grows with the training, so that one whose
/// process was killed ends with the last step.
/// </remarks>
/// <example>
/// <code>
/// var log = new TensorBoardLog("runs/first");
/// tuner.EpochCompleted += log.Add;
/// tuner.IterationCompleted += log.Add;
/// </code>
/// In a pipeline: <c>new ImageFineTuningTrainer.Options { EpochCallback = log.Add, IterationCallback = log.Add }</c>.
/// </example>
public sealed class TensorBoardLog
{
    private readonly SummaryWriter writer;
    private int steps;

    /// <summary>Begins an event file.</summary>
    /// <param name="folder">Where it is written; made where it is missing. <c>tensorboard --logdir</c> takes it, or the folder that it is in.</param>
    /// <exception cref="UnwritableFileException">The folder cannot be made or written.</exception>
    public TensorBoardLog(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        Folder = folder;
        writer = Writing(() => tensorboard.SummaryWriter(folder));
    }

    /// <summary>Where the event file is written.</summary>
    public string Folder { get; }

    /// <summary>Writes what an epoch brought.</summary>
    /// <exception cref="UnwritableFileException">The disk is full, or the folder may not be written any more.</exception>
    public void Add(EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        Write(report.Epoch, ("epoch/training loss", report.TrainLoss), ($"epoch/training {report.Metric.Name()}", report.TrainAccuracy));
        if (report.Validation is { } score)
            Write(report.Epoch, ("epoch/validation loss", score.Loss), ($"epoch/validation {report.Metric.Name()}", score.Accuracy));
        Write(report.Epoch, ("epoch/learning rate", report.LearningRate), ("epoch/seconds", report.Seconds));
    }

    /// <summary>Writes the state after a step.</summary>
    /// <exception cref="UnwritableFileException">The disk is full, or the folder may not be written any more.</exception>
    public void Add(IterationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        // The first step of a training that goes on tells how many were before it.
        steps = steps == 0 ? (report.Epoch - 1) * report.Iterations + report.Iteration : steps + 1;
        Write(
            steps, ("step/loss", report.Loss), ($"step/{report.Metric.Name()}", report.Accuracy), ("step/learning rate", report.LearningRate),
            ("step/images per second", report.ImagesPerSecond));
    }

    private void Write(int step, params ReadOnlySpan<(string Name, double Value)> scalars)
    {
        foreach (var (name, value) in scalars)
        {
            Writing(() =>
            {
                writer.add_scalar(name, (float)value, step);
                return writer;
            });
        }
    }

    private SummaryWriter Writing(Func<SummaryWriter> write)
    {
        try
        {
            return write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableFileException(
                $"Cannot write TensorBoard's events in '{Folder}': {error.Message} Free space on the disk or choose a folder that can be written.",
                Folder, error);
        }
    }
}
