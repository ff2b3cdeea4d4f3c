using Toolkit.Networks;

namespace Toolkit.Pretrained;

/// <summary>Weights of the catalog, in a cache folder.</summary>
internal sealed class NamedWeights(WeightsEntry entry, HubCache cache) : Weights(entry)
{
    public override string Description => Entry!.Name;

    public override bool IsHere => cache.Holds(Entry!);

    public override string Locate(IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        cache.Locate(Entry!, progress, cancellationToken);
}
