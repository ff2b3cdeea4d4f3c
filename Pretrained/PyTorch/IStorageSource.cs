namespace Toolkit.Pretrained.PyTorch;

/// <summary>Where a checkpoint's storages lie.</summary>
internal interface IStorageSource
{
    /// <summary>Reads a whole storage.</summary>
    /// <exception cref="InvalidDataException">It is missing or has another length than the pickle says.</exception>
    byte[] Read(PickleStorage storage);
}
