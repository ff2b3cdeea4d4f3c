using System.Numerics;
using Toolkit.StateDicts;

namespace Toolkit.Pretrained.PyTorch;

/// <summary>
/// The format of <c>torch.save</c> before PyTorch 1.6: five pickles (a magic number, a version, facts about the machine, the object,
/// the storages' keys) and then every storage as its number of elements and its bytes.
/// </summary>
internal sealed class LegacyCheckpoint : IStorageSource
{
    private const long SupportedVersion = 1001;

    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356");

    private readonly PickleSource source;
    private readonly Dictionary<string, (long Position, long Bytes)> places = new(StringComparer.Ordinal);

    private LegacyCheckpoint(PickleSource source) => this.source = source;

    /// <summary>Reads the state dict.</summary>
    /// <param name="stream">The whole file.</param>
    /// <param name="key">As for <see cref="StateDictFinder.Find"/>.</param>
    /// <exception cref="InvalidDataException">It is not such a file, or is damaged or hostile.</exception>
    public static StateDict Read(Stream stream, string? key)
    {
        var checkpoint = new LegacyCheckpoint(new PickleSource(stream));
        checkpoint.CheckHeader();
        var unpickler = new Unpickler(checkpoint.source);
        var root = unpickler.Load();
        checkpoint.FindStorages(unpickler.Storages);
        return StateDictFinder.Find(root, new TensorAssembler(checkpoint, stream.Length), key);
    }

    /// <inheritdoc/>
    public byte[] Read(PickleStorage storage)
    {
        if (!places.TryGetValue(storage.Key, out var place)) throw new InvalidDataException($"The file has no storage '{storage.Key}'.");
        source.Position = place.Position;
        return source.ReadBytes(place.Bytes);
    }

    private void CheckHeader()
    {
        if (new Unpickler(source).Load() is not BigInteger magic || magic != Magic)
            throw new InvalidDataException(
                "It is a pickle, but not one of torch.save. Save the weights in Python: torch.save(model.state_dict(), path).");
        if (new Unpickler(source).Load() is not SupportedVersion)
            throw new InvalidDataException($"Its version is not {SupportedVersion}, the only one that PyTorch has written in this format.");
        if (new Unpickler(source).Load() is not PickleDictionary facts || facts.Get("little_endian") is not true)
            throw new InvalidDataException(
                "It was not written on a little-endian machine; only little-endian files can be read. Save it again on such a machine.");
    }

    private void FindStorages(Dictionary<string, PickleStorage> storages)
    {
        if (new Unpickler(source).Load() is not List<object?> keys) throw new InvalidDataException("The list of storages is missing.");
        foreach (var item in keys)
        {
            if (item is not string key || !storages.TryGetValue(key, out var storage))
                throw new InvalidDataException($"The list of storages names '{item}', which the pickle does not.");
            var elements = source.ReadInt64();
            if (elements != storage.Elements)
                throw new InvalidDataException($"Storage '{key}' has {elements} elements, but the pickle says {storage.Elements}.");
            if (storage.ByteLength > source.Length - source.Position)
                throw new InvalidDataException(
                    $"The file is cut off: storage '{key}' has {storage.ByteLength} bytes, but "
                    + $"{source.Length - source.Position} are left.");
            if (!places.TryAdd(key, (source.Position, (long)storage.ByteLength)))
                throw new InvalidDataException($"The list of storages names '{key}' twice.");
            source.Position += (long)storage.ByteLength;
        }
    }
}
