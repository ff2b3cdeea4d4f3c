using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The number of dimensions; 0 for a scalar.</summary>
        public long Dimensions => Native.tk_dim(Handle);

        /// <inheritdoc cref="Dimensions"/>
        public long ndim => Dimensions;

        public long NumberOfElements => Native.tk_numel(Handle);

        /// <summary>Bytes per element.</summary>
        public long ElementSize => Native.tk_element_size(Handle);

        public ScalarType dtype => (ScalarType)Native.tk_dtype(Handle);

        public DeviceType device_type => (DeviceType)Native.tk_device_type(Handle);

        public int device_index => Native.tk_device_index(Handle);

        public Device device => device_type == DeviceType.CPU ? new Device(DeviceType.CPU) : new Device(device_type, device_index);

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_sparse => Native.tk_is_sparse(Handle) != 0;

        /// <summary>The sizes of the dimensions; each call makes a new array.</summary>
        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[Dimensions];
                fixed (long* first = sizes) Native.tk_sizes(Handle, first);
                return sizes;
            }
        }

        /// <inheritdoc cref="Dimensions"/>
        public long dim() => Dimensions;

        public long numel() => NumberOfElements;

        public long element_size() => ElementSize;

        /// <inheritdoc cref="shape"/>
        public long[] size() => shape;

        /// <summary>The size of one dimension, which may be counted from the end (-1 is the last).</summary>
        public long size(int dim) => shape[WrapDimension(dim)];

        /// <summary>Elements between neighbours along each dimension.</summary>
        public unsafe long[] stride()
        {
            var strides = new long[Dimensions];
            fixed (long* first = strides) Aten.Check(Native.tk_strides(Handle, first));
            GC.KeepAlive(this);
            return strides;
        }

        /// <inheritdoc cref="stride()"/>
        public long stride(int dim) => stride()[WrapDimension(dim)];

        /// <summary>Where the first element is in the memory, in elements.</summary>
        public long storage_offset()
        {
            Aten.Check(Native.tk_storage_offset(Handle, out var offset));
            GC.KeepAlive(this);
            return offset;
        }

        /// <summary>Whether the elements follow each other in row-major order.</summary>
        public bool is_contiguous()
        {
            Aten.Check(Native.tk_is_contiguous(Handle, out var contiguous));
            GC.KeepAlive(this);
            return contiguous != 0;
        }

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        /// <summary>Whether the only element is not zero.</summary>
        /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
        public bool is_nonzero() => NumberOfElements == 1
            ? Aten.CallScalar("is_nonzero", this).ToBoolean()
            : throw new InvalidOperationException($"is_nonzero needs a tensor of one element, not {NumberOfElements}.");

        private int WrapDimension(int dim)
        {
            var count = (int)Dimensions;
            if (dim < -count || dim >= count)
                throw new ArgumentOutOfRangeException(nameof(dim), dim, $"The tensor has {count} dimensions.");
            return dim < 0 ? dim + count : dim;
        }
    }
}
