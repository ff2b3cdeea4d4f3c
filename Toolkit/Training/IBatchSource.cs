namespace Toolkit.Training;

/// <summary>Labelled batches, pass after pass.</summary>
internal interface IBatchSource : IDisposable
{
    /// <summary>Images of one pass; of several ranks, this one's.</summary>
    int Images { get; }

    /// <summary>Batches of one pass, the same on all ranks. A rank without images in the last one gives one fewer.</summary>
    int Batches { get; }

    /// <summary>One pass; its number decides order and augmentation where they are random.</summary>
    IEnumerable<TensorBatch> Epoch(int epoch, CancellationToken cancellation);
}
