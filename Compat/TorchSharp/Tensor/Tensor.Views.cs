using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The same memory in another shape; one size may be -1.</summary>
        public Tensor view(params long[] shape) => Aten.Call("view", this, shape);

        public Tensor view_as(Tensor other) => view(other.shape);

        /// <summary>As <see cref="view"/>, copying where the memory order does not allow a view.</summary>
        public Tensor reshape(params long[] shape) => Aten.Call("reshape", this, shape);

        public Tensor permute(params long[] permutation) => Aten.Call("permute", this, permutation);

        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());

        public Tensor transpose(long dim0, long dim1) => Aten.Call("transpose.int", this, dim0, dim1);

        public Tensor transpose_(long dim0, long dim1) => InPlace("transpose_", this, dim0, dim1);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Aten.Call("flatten.using_ints", this, start_dim, end_dim);

        public Tensor unflatten(long dim, params long[] sizes) => Aten.Call("reshape", this, Replace(dim, sizes));

        public Tensor squeeze(long? dim = null) => dim is { } d ? Aten.Call("squeeze.dim", this, d) : Aten.Call("squeeze", this);

        public Tensor squeeze_(long? dim = null) => dim is { } d ? InPlace("squeeze_.dim", this, d) : InPlace("squeeze_", this);

        public Tensor unsqueeze(long dim) => Aten.Call("unsqueeze", this, dim);

        public Tensor unsqueeze_(long dim) => InPlace("unsqueeze_", this, dim);

        /// <summary>Repeats dimensions of size 1 without copying; -1 keeps a size.</summary>
        public Tensor expand(params long[] sizes) => Aten.Call("expand", this, sizes);

        /// <inheritdoc cref="expand(long[])"/>
        public Tensor expand(long[] sizes, bool isImplicit = false) => Aten.Call("expand", this, sizes, isImplicit);

        /// <inheritdoc cref="expand(long[])"/>
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => expand(sizes.ToArray(), isImplicit);

        public Tensor expand_as(Tensor other) => Aten.Call("expand_as", this, other);

        public Tensor broadcast_to(params long[] shape) => Aten.Call("broadcast_to", this, shape);

        /// <summary>Copies the tensor as often along each dimension.</summary>
        public Tensor repeat(params long[] sizes) => Aten.Call("repeat", this, sizes);

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Aten.Call("repeat_interleave.self_int", this, repeats, dim, output_size);

        public Tensor narrow(long dim, long start, long length) => Aten.Call("narrow", this, dim, start, length);

        public Tensor slice(long dim, long start, long finish, long step) => Aten.Call("slice.Tensor", this, dim, start, finish, step);

        public Tensor select(long dim, long index) => Aten.Call("select.int", this, dim, index);

        public Tensor flip(params long[] dims) => Aten.Call("flip", this, dims);

        public Tensor roll(long[] shifts, long[] dims) => Aten.Call("roll", this, shifts, dims);

        public Tensor unfold(long dimension, long size, long step) => Aten.Call("unfold", this, dimension, size, step);

        /// <summary>Parts of at most ⌈size / chunks⌉ along a dimension.</summary>
        public Tensor[] chunk(long chunks, long dim = 0) => Aten.CallList("chunk", this, chunks, dim);

        /// <summary>Parts of <paramref name="size"/>; the last may be smaller.</summary>
        public Tensor[] split(long size, int dim = 0) => Aten.CallList("split.Tensor", this, size, dim);

        public Tensor[] split(long[] sizes, long dim = 0) => Aten.CallList("split_with_sizes", this, sizes, dim);

        public Tensor[] unbind(long dimension = 0) => Aten.CallList("unbind.int", this, dimension);

        /// <summary>This tensor, or a copy in row-major order where it is not.</summary>
        public Tensor contiguous() => Aten.Call("contiguous", this);

        public Tensor clone() => Aten.Call("clone", this);

        /// <summary>The same memory without the history of gradients.</summary>
        public Tensor detach() => Aten.Call("detach", this);

        public Tensor detach_() => InPlace("detach_", this);

        /// <summary>Another tensor object over the same memory.</summary>
        public Tensor alias() => Aten.Call("alias", this);

        private long[] Replace(long dim, long[] sizes)
        {
            var at = WrapDimension((int)dim);
            var old = shape;
            return [.. old[..at], .. sizes, .. old[(at + 1)..]];
        }
    }
}
