namespace Toolkit.Training;

/// <summary>Labelled batches, pass after pass.</summary>
internal interface IBatchSource : IDisposable
{
    /// <summary>Images of one pass.</summary>
    int Images { get; }

    /// <summary>Batches of one pass.</summary>
    int Batches { get; }

    /// <summary>One pass; its number decides order and augmentation where they are random.</summary>
    IEnumerable<TensorBatch> Epoch(int epoch, CancellationToken cancellation);
}
