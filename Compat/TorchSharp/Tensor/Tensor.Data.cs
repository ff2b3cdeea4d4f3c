using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The memory of a contiguous tensor on the processor, valid while the tensor lives.</summary>
        /// <exception cref="InvalidOperationException">The tensor is not contiguous, or on another device.</exception>
        /// <exception cref="ArgumentException">It has more bytes than a span holds; or the span set has another length.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                RequirePlainMemory();
                var count = NumberOfElements * ElementSize;
                if (count > int.MaxValue) throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                return new Span<byte>((void*)DataAddress, (int)count);
            }
            set
            {
                var memory = bytes;
                if (memory.Length != value.Length)
                    throw new ArgumentException($"The tensor has {memory.Length} bytes, but {value.Length} were given.", nameof(value));
                value.CopyTo(memory);
            }
        }

        internal nint DataAddress
        {
            get
            {
                Aten.Check(Native.tk_data(Handle, out var address));
                GC.KeepAlive(this);
                return address;
            }
        }

        /// <summary>The elements as .NET values, in row-major order whatever the memory order; from another device, a copy.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the element type. BFloat16 has no .NET type.</exception>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            RequireElementType<T>();
            return new TensorAccessor<T>(is_cpu() ? this : cpu());
        }

        /// <summary>The only element.</summary>
        /// <exception cref="ArgumentException">There is not exactly one, or <typeparamref name="T"/> is not its type.</exception>
        public T item<T>() where T : unmanaged => NumberOfElements == 1
            ? data<T>()[0]
            : throw new ArgumentException($"Number of elements in the tensor must be 1, but it is {NumberOfElements}.");

        /// <summary>The only element as a number.</summary>
        public Scalar ToScalar()
        {
            var value = Aten.CallScalar("item", this);
            return is_floating_point() ? new Scalar(value.Real, dtype) : new Scalar(value.Integer, dtype);
        }

        private void RequirePlainMemory()
        {
            if (!is_contiguous()) throw new InvalidOperationException("The bytes of a non-contiguous tensor: call contiguous() first.");
            if (!is_cpu()) throw new InvalidOperationException($"The bytes of a tensor on {device}: call cpu() first.");
        }

        private void RequireElementType<T>() where T : unmanaged
        {
            var type = dtype;
            if (ElementTypes.Of<T>() != type)
                throw new ArgumentException($"{typeof(T).Name} is not compatible with {type}.");
        }
    }
}
