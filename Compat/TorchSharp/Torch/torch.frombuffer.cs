using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A vector over the array's own memory, without a copy: writing to one changes the other. With a
    /// <paramref name="dtype"/> other than the array's, the elements are converted, which does copy.
    /// </summary>
    /// <param name="count">How many elements; all from <paramref name="offset"/> on when negative.</param>
    /// <param name="offset">The first element.</param>
    /// <exception cref="ArgumentException"><paramref name="offset"/> is outside the array.</exception>
    /// <exception cref="IndexOutOfRangeException"><paramref name="count"/> reaches past its end.</exception>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        if (offset < 0 || offset >= rawArray.LongLength)
            throw new ArgumentException($"The offset {offset} is outside the array of {rawArray.LongLength} elements.", nameof(offset));
        if (count < 0) count = rawArray.LongLength - offset;
        if (count > rawArray.LongLength - offset)
            throw new IndexOutOfRangeException($"{count} elements from {offset} on reach past the end, {rawArray.LongLength}.");

        using var whole = OverArray(rawArray);
        return whole.narrow(0, offset, count).to_type(dtype).with_requires_grad(requires_grad);
    }

    private static unsafe Tensor OverArray(Array array)
    {
        var length = array.LongLength;
        var type = ElementTypes.OfArray(array);
        var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        var status = Native.tk_from_blob(
            pin.AddrOfPinnedObject(), &length, 1, (int)type, &Unpin, GCHandle.ToIntPtr(pin), out var handle);
        if (status != 0) pin.Free();
        Aten.Check(status);
        return new Tensor(handle);
    }

    /// <summary>libtorch calls it, on any thread, when nothing uses the memory any more.</summary>
    [UnmanagedCallersOnly]
    private static void Unpin(nint pin) => GCHandle.FromIntPtr(pin).Free();
}
