using System.Runtime.InteropServices;
using Toolkit.StateDicts;

namespace Toolkit.Pretrained.PyTorch;

/// <summary>
/// Turns descriptions of tensors into their values. A storage is read once, when the first tensor needs it; a contiguous tensor is a
/// slice of its storage and costs no further memory, any other view is copied into C order.
/// </summary>
/// <param name="storages">Where the storages lie.</param>
/// <param name="fileLength">Bytes of the file; bounds what copies may take.</param>
internal sealed class TensorAssembler(IStorageSource storages, long fileLength)
{
    // A view may repeat elements (stride 0), so that a few bytes describe a huge tensor. Real files never come near this.
    private long copyBudget = (4 * fileLength) + (16 << 20);

    private readonly Dictionary<string, byte[]> loaded = new(StringComparer.Ordinal);

    /// <summary>Reads a tensor.</summary>
    /// <exception cref="InvalidDataException">It reaches beyond its storage, or is too large.</exception>
    public TensorData Assemble(string name, PickleTensor tensor)
    {
        var bytes = CheckedLength(name, tensor);
        var elementSize = tensor.Type.Size();
        if (bytes == 0) return new TensorData(tensor.Type, tensor.Shape, Array.Empty<byte>());
        var storage = Storage(tensor.Storage);
        if (IsContiguous(tensor))
            return new TensorData(tensor.Type, tensor.Shape, storage.AsMemory((int)(tensor.Offset * elementSize), bytes));

        copyBudget -= bytes;
        if (copyBudget < 0)
            throw new InvalidDataException(
                $"The tensor '{name}' {TensorData.Describe(tensor.Shape)} repeats so many elements that it does not fit "
                + $"a file of {fileLength} bytes.");
        var copy = new byte[bytes];
        switch (elementSize)
        {
            case 1: new StridedCopy<byte>(tensor).Run(storage, copy); break;
            case 2: new StridedCopy<ushort>(tensor).Run(storage, copy); break;
            case 4: new StridedCopy<uint>(tensor).Run(storage, copy); break;
            default: new StridedCopy<ulong>(tensor).Run(storage, copy); break;
        }
        return new TensorData(tensor.Type, tensor.Shape, copy);
    }

    private byte[] Storage(PickleStorage storage)
    {
        if (loaded.TryGetValue(storage.Key, out var bytes)) return bytes;
        return loaded[storage.Key] = storages.Read(storage);
    }

    /// <summary>Bytes of the tensor in C order, after a look at every number of its description.</summary>
    private static int CheckedLength(string name, PickleTensor tensor)
    {
        if (tensor.Shape.Length != tensor.Strides.Length)
            throw new InvalidDataException($"The tensor '{name}' has {tensor.Shape.Length} sizes but {tensor.Strides.Length} strides.");
        if (tensor.Offset < 0 || tensor.Strides.Any(stride => stride < 0))
            throw new InvalidDataException($"The tensor '{name}' has a negative offset or stride.");
        var bytes = TensorData.ByteCount(tensor.Type, tensor.Shape)
            ?? throw new InvalidDataException(
                $"The tensor '{name}' has the shape {TensorData.Describe(tensor.Shape)}: a size is negative, or it is larger than 2 GB.");
        if (bytes == 0) return 0;
        Int128 last = tensor.Offset;
        for (var i = 0; i < tensor.Shape.Length; i++) last += (Int128)(tensor.Shape[i] - 1) * tensor.Strides[i];
        if ((last + 1) * tensor.Type.Size() > tensor.Storage.ByteLength)
            throw new InvalidDataException(
                $"The tensor '{name}' {TensorData.Describe(tensor.Shape)} needs element {last} of storage "
                + $"'{tensor.Storage.Key}', which has {tensor.Storage.ByteLength} bytes.");
        return bytes;
    }

    private static bool IsContiguous(PickleTensor tensor)
    {
        var expected = 1L;
        for (var i = tensor.Shape.Length - 1; i >= 0; i--)
        {
            if (tensor.Shape[i] == 1) continue;
            if (tensor.Strides[i] != expected) return false;
            expected *= tensor.Shape[i];
        }
        return true;
    }

    /// <summary>Gathers a checked view, dimension by dimension. <typeparamref name="T"/> only has the elements' size.</summary>
    private readonly struct StridedCopy<T>(PickleTensor tensor) where T : unmanaged
    {
        public void Run(byte[] storage, byte[] copy)
        {
            var written = 0;
            Copy(MemoryMarshal.Cast<byte, T>(storage), MemoryMarshal.Cast<byte, T>(copy.AsSpan()), tensor.Offset, 0, ref written);
        }

        private void Copy(ReadOnlySpan<T> source, Span<T> target, long offset, int dimension, ref int written)
        {
            var (size, stride) = (tensor.Shape[dimension], tensor.Strides[dimension]);
            var innermost = dimension == tensor.Shape.Length - 1;
            for (var i = 0L; i < size; i++, offset += stride)
            {
                if (innermost) target[written++] = source[(int)offset];
                else Copy(source, target, offset, dimension + 1, ref written);
            }
        }
    }
}
