namespace Toolkit.Training;

/// <summary>Features of several versions of the same images, one version an epoch, in turn.</summary>
internal sealed class VersionBatches(IReadOnlyList<IBatchSource> versions) : IBatchSource
{
    public int Images => versions[0].Images;

    public int Batches => versions[0].Batches;

    public IEnumerable<TensorBatch> Epoch(int epoch, CancellationToken cancellation) => versions[(epoch - 1) % versions.Count].Epoch(epoch, cancellation);

    public void Dispose()
    {
        foreach (var version in versions) version.Dispose();
    }
}
