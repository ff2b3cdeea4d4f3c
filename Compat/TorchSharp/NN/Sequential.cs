using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>
        /// Runs modules one after another. What a module returns is disposed once the next one has used it.
        /// As in TorchSharp, <see cref="train"/> and <see cref="eval"/> reach the modules but leave the container's own
        /// <c>training</c> flag as it is.
        /// </summary>
        public class Sequential : nn.Module<Tensor, Tensor>
        {
            private readonly List<nn.IModule<Tensor, Tensor>> _stages = [];

            protected internal Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : base(nameof(Sequential))
            {
                foreach (var (name, module) in modules) append(name, module);
            }

            protected internal Sequential(params nn.Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
            {
                foreach (var module in modules) append(module);
            }

            public int Count => _stages.Count;

            /// <summary>Adds a module under its position: "0", "1", …</summary>
            public Sequential append(nn.IModule<Tensor, Tensor> module) => append(_stages.Count.ToString(), module);

            public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
            {
                register_module(name, (nn.Module)module);
                _stages.Add(module);
                return this;
            }

            public override Tensor forward(Tensor tensor)
            {
                if (_stages.Count == 0) return tensor.alias();
                var current = tensor;
                foreach (var stage in _stages)
                {
                    var next = stage.call(current);
                    if (!ReferenceEquals(current, tensor) && !ReferenceEquals(current, next)) current.Dispose();
                    current = next;
                }
                return current;
            }

            // As in TorchSharp, the last argument has another name here than in the base class.
            public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_persistent = true) =>
                base.named_buffers(recurse, include_persistent);

            public override void train(bool on = true)
            {
                foreach (var child in children()) child.train(on);
            }

            public override void eval()
            {
                foreach (var child in children()) child.eval();
            }

            [IndexerName("SequentialItems")]
            public nn.IModule<Tensor, Tensor> this[int index] => _stages[index];

            /// <summary>
            /// A new container of the same modules from start (0 when null) up to, not including, end (the count when null).
            /// </summary>
            [IndexerName("SequentialItems")]
            public Sequential this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

            [IndexerName("SequentialItems")]
            public Sequential this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

            private Sequential Slice(int start, int end)
            {
                if (start < 0 || start > Count) throw new IndexOutOfRangeException($"{start} is not a valid index.");
                if (end < 0 || end > Count) throw new IndexOutOfRangeException($"{end} is not a valid index.");
                var slice = nn.Sequential();
                foreach (var (name, module) in named_children().Take(end).Skip(start))
                    slice.append(name, (nn.IModule<Tensor, Tensor>)module);
                return slice;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Sequential Sequential() => new(Array.Empty<Module<Tensor, Tensor>>());

            /// <summary>A container of modules named "0", "1", … in their order.</summary>
            public static Modules.Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);

            public static Modules.Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

            public static Modules.Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) =>
                Sequential(modules.AsEnumerable());

            public static Modules.Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new([.. modules]);

            public static Modules.Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) =>
                new([.. modules]);

            public static Modules.Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) =>
                new([.. modules.Select(module => (module.Item1, module.Item2))]);
        }
    }
}
