using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Whether operations on the tensor are recorded for <see cref="backward()"/>.</summary>
        public bool requires_grad
        {
            get => Native.tk_requires_grad(Handle) != 0;
            set
            {
                Aten.Check(Native.tk_set_requires_grad(Handle, value ? 1 : 0));
                GC.KeepAlive(this);
            }
        }

        /// <summary>Whether the tensor is no result of a recorded operation.</summary>
        public bool is_leaf
        {
            get
            {
                Aten.Check(Native.tk_is_leaf(Handle, out var leaf));
                GC.KeepAlive(this);
                return leaf != 0;
            }
        }

        /// <summary>The gradient that backward passes have summed up; null before the first. Each call makes a new object.</summary>
        public Tensor? grad
        {
            get
            {
                Aten.Check(Native.tk_grad(Handle, out var gradient));
                GC.KeepAlive(this);
                return gradient == 0 ? null : new Tensor(gradient);
            }
            set
            {
                Aten.Check(Native.tk_set_grad(Handle, value?.Handle ?? 0));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        /// <summary>Keeps the gradient of a tensor that is not a leaf.</summary>
        public void retain_grad()
        {
            Aten.Check(Native.tk_retain_grad(Handle));
            GC.KeepAlive(this);
        }

        /// <inheritdoc cref="requires_grad"/>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <inheritdoc cref="requires_grad"/>
        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Adds the gradient of this scalar to the <see cref="grad"/> of every leaf that it was computed from.</summary>
        public void backward() => autograd.backward([this]);

        /// <summary>As <see cref="backward()"/>, with the original's names: in TorchSharp 0.102 <paramref name="create_graph"/>
        /// and <paramref name="retain_graph"/> change places, and they do so here.</summary>
        public void backward(
            IList<Tensor>? grad_tensors = null, bool create_graph = false, bool retain_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, create_graph, retain_graph, inputs);
    }
}
