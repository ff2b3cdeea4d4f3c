using Toolkit.StateDicts;

namespace Toolkit.Pretrained;

/// <summary>Weights in a file that the caller names.</summary>
internal sealed class FileWeights(string path) : Weights(WeightsCatalog.FindFile(Path.GetFileName(path)))
{
    public override string Description => path;

    public override string Locate(IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        WeightsFile.Existing(path);
}
