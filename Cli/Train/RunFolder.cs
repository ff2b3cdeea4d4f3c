using Toolkit.Files;
using Toolkit.Training;

namespace Toolkit.Cli.Train;

/// <summary>The folder of a training run, and the names of what lies in it.</summary>
internal sealed class RunFolder
{
    private bool isNew;

    private RunFolder(string path) => FullPath = Path.GetFullPath(path);

    public string FullPath { get; }

    public string Config => In("config.json");

    public string Checkpoint => In("checkpoint.safetensors");

    public string History => In("history.csv");

    public string Report => In("report.html");

    public string Card => In("MODEL.md");

    /// <summary>Events for TensorBoard.</summary>
    public string Events => In("events");

    /// <summary>What <c>ml.TransferLearning().Save</c> wrote.</summary>
    public string Model => In("model.zip");

    /// <summary>What <c>ml.Model.Load</c> reads, in programs without the toolkit.</summary>
    public string MLNetModel => In("model.mlnet.zip");

    /// <summary>The folder of a run that is to begin.</summary>
    /// <exception cref="IOException">There is a run already, or something else.</exception>
    public static RunFolder New(string path)
    {
        var folder = new RunFolder(path) { isNew = true };
        if (File.Exists(folder.FullPath)) throw new IOException($"{folder.FullPath} is a file. Give a folder as --output.");
        if (File.Exists(folder.Config))
            throw new IOException($"{folder.FullPath} holds a run already. Go on with it by --resume {path}, or give another folder as --output.");
        if (Directory.Exists(folder.FullPath) && Directory.EnumerateFileSystemEntries(folder.FullPath).Any())
            throw new IOException($"{folder.FullPath} is not empty. Give another folder as --output.");
        return folder;
    }

    /// <summary>The folder as a process names it in which rank 0 writes, which may be on another host.</summary>
    public static RunFolder OfRank0(string path) => new(path);

    /// <summary>Makes the folder, where there is none, and writes the configuration into it.</summary>
    public void Begin(RunConfig config)
    {
        Directory.CreateDirectory(FullPath);
        config.Write(Config);
    }

    /// <summary>Takes away what a run that has not come to its first checkpoint has written, so that the same command can be given once more.</summary>
    public void DiscardUnlessBegun()
    {
        if (!isNew || File.Exists(Checkpoint)) return;
        File.Delete(Config);
        if (Directory.Exists(Events)) Directory.Delete(Events, recursive: true);
        if (Directory.Exists(FullPath) && !Directory.EnumerateFileSystemEntries(FullPath).Any()) Directory.Delete(FullPath);
    }

    /// <summary>The folder of a run that is there.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static RunFolder Open(string path)
    {
        var folder = new RunFolder(path);
        return File.Exists(folder.Config) ? folder : throw new DirectoryNotFoundException(
            $"{folder.FullPath} holds no run: it has no config.json. Give the folder that toolkit train wrote, its --output.");
    }

    /// <summary>Writes what the epochs brought; at least one.</summary>
    public void WriteHistory(IReadOnlyList<EpochReport> epochs)
    {
        var metric = NameOf(epochs[0].Metric);
        var lines = epochs.Select(Row).Prepend($"epoch,phase,train_loss,train_{metric},validation_loss,validation_{metric},learning_rate,seconds,best");
        AtomicFile.WriteText(History, string.Concat(lines.Select(line => line + "\n")));
    }

    private static string NameOf(TrainingMetric metric) => metric switch
    {
        TrainingMetric.MeanAveragePrecision => "map",
        TrainingMetric.RSquared => "r2",
        _ => "accuracy",
    };

    private static string Row(EpochReport epoch) => Csv.Line(
        epoch.Epoch, epoch.Phase.ToString().ToLowerInvariant(), epoch.TrainLoss, epoch.TrainAccuracy, epoch.ValidationLoss, epoch.ValidationAccuracy,
        epoch.LearningRate, Math.Round(epoch.Seconds, 2), epoch.IsBest ? 1 : 0);

    private string In(string name) => Path.Combine(FullPath, name);
}
