using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Indexes as Python does. Without tensors among the indices the result shares memory with this one.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        /// <inheritdoc cref="this[TensorIndex[]]"/>
        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        /// <summary>One slice along the first dimension; an element for a vector.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Assign(select(0, i1), value);
        }

        /// <inheritdoc cref="this[long]"/>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => Select([i1, i2]);
            set => Assign(Select([i1, i2]), value);
        }

        /// <inheritdoc cref="this[long]"/>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => Select([i1, i2, i3]);
            set => Assign(Select([i1, i2, i3]), value);
        }

        /// <inheritdoc cref="this[long]"/>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => Select([i1, i2, i3, i4]);
            set => Assign(Select([i1, i2, i3, i4]), value);
        }

        /// <inheritdoc cref="this[TensorIndex[]]"/>
        public Tensor index(params TensorIndex[] indices)
        {
            var (view, tensors) = new IndexWalk(this).Along(indices);
            if (!tensors.Any(tensor => tensor is not null)) return ReferenceEquals(view, this) ? alias() : view;

            var result = Aten.Call("index.Tensor", view, Argument.OptionalTensors(tensors));
            if (!ReferenceEquals(view, this)) view.Dispose();
            return result;
        }

        /// <summary>Indexes the first dimensions by tensors.</summary>
        public Tensor index(params Tensor[] indices) => Aten.Call("index.Tensor", this, Argument.OptionalTensors(indices));

        /// <summary>Writes <paramref name="value"/>, broadcast, to the place that <see cref="index(TensorIndex[])"/> reads.</summary>
        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            var (view, tensors) = new IndexWalk(this).Along(indices);
            if (tensors.Any(tensor => tensor is not null)) Aten.Run("index_put_", view, Argument.OptionalTensors(tensors), value);
            else view.copy_(value);

            if (!ReferenceEquals(view, this)) view.Dispose();
            return this;
        }

        /// <inheritdoc cref="index_put_(Tensor, TensorIndex[])"/>
        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var filled = torch.full([], value, dtype, device);
            return index_put_(filled, indices);
        }

        /// <inheritdoc cref="index_put_(Tensor, TensorIndex[])"/>
        public Tensor index_put_(Tensor value, params Tensor[] indices) =>
            InPlace("index_put_", this, Argument.OptionalTensors(indices), value);

        private static void Assign(Tensor place, Tensor value)
        {
            place.copy_(value);
            place.Dispose();
        }

        private Tensor Select(ReadOnlySpan<long> indices)
        {
            var view = select(0, indices[0]);
            foreach (var index in indices[1..])
            {
                var next = view.select(0, index);
                view.Dispose();
                view = next;
            }
            return view;
        }
    }
}
