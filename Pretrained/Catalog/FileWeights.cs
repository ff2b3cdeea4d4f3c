using Toolkit.StateDicts;

namespace Toolkit.Pretrained;

/// <summary>Weights in a file that the caller names.</summary>
/// <param name="path">The file.</param>
/// <param name="key">Which of its weights; null: the usual ones.</param>
internal sealed class FileWeights(string path, string? key) : Weights(WeightsCatalog.FindFile(Path.GetFileName(path)))
{
    public override string Description => key is null ? path : $"'{key}' in {path}";

    public override bool IsHere => System.IO.File.Exists(path);

    public override string Locate(IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        WeightsFile.Existing(path);

    public override StateDict Read(IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        CheckpointReader.Read(Locate(progress, cancellationToken), key);
}
