using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Flattens a range of dimensions into one.</summary>
        public sealed class Flatten : nn.Module<Tensor, Tensor>
        {
            private readonly long _startDim;
            private readonly long _endDim;

            internal Flatten(long startDim, long endDim) : base(nameof(Flatten)) => (_startDim, _endDim) = (startDim, endDim);

            public override Tensor forward(Tensor tensor) => tensor.flatten(_startDim, _endDim);
        }

        /// <summary>Returns its input, as a new handle to the same elements.</summary>
        public sealed class Identity : nn.Module<Tensor, Tensor>
        {
            internal Identity() : base(nameof(Identity)) { }

            public override Tensor forward(Tensor tensor) => tensor.alias();
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>
            /// Flattens dimensions <paramref name="startDim"/> to <paramref name="endDim"/>; by default all but the batch's.
            /// </summary>
            public static Flatten Flatten(long startDim = 1, long endDim = -1) => new(startDim, endDim);

            public static Identity Identity() => new();
        }
    }
}
