using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>max(0, x)</summary>
        public sealed class ReLU : nn.Module<Tensor, Tensor>
        {
            private readonly bool _inplace;

            internal ReLU(bool inplace) : base(nameof(ReLU)) => _inplace = inplace;

            public override Tensor forward(Tensor tensor) => nn.functional.relu(tensor, _inplace);
        }

        /// <summary>min(max(0, x), 6)</summary>
        public sealed class ReLU6 : nn.Module<Tensor, Tensor>
        {
            private readonly bool _inplace;

            internal ReLU6(bool inplace) : base(nameof(ReLU6)) => _inplace = inplace;

            public override Tensor forward(Tensor tensor) => nn.functional.relu6(tensor, _inplace);
        }

        /// <summary>x · relu6(x + 3) / 6</summary>
        public sealed class Hardswish : nn.Module<Tensor, Tensor>
        {
            private readonly bool _inplace;

            internal Hardswish(bool inplace) : base(nameof(Hardswish)) => _inplace = inplace;

            public override Tensor forward(Tensor tensor) => nn.functional.hardswish(tensor, _inplace);
        }

        /// <summary>relu6(x + 3) / 6</summary>
        public sealed class Hardsigmoid : nn.Module<Tensor, Tensor>
        {
            private readonly bool _inplace;

            internal Hardsigmoid(bool inplace) : base(nameof(Hardsigmoid)) => _inplace = inplace;

            public override Tensor forward(Tensor tensor) => nn.functional.hardsigmoid(tensor, _inplace);
        }

        /// <summary>1 / (1 + e⁻ˣ)</summary>
        public sealed class Sigmoid : nn.Module<Tensor, Tensor>
        {
            internal Sigmoid() : base(nameof(Sigmoid)) { }

            public override Tensor forward(Tensor tensor) => nn.functional.sigmoid(tensor);
        }

        /// <summary>tanh x</summary>
        public sealed class Tanh : nn.Module<Tensor, Tensor>
        {
            internal Tanh() : base(nameof(Tanh)) { }

            public override Tensor forward(Tensor tensor) => nn.functional.tanh(tensor);
        }

        /// <summary>x · σ(x)</summary>
        public sealed class SiLU : nn.Module<Tensor, Tensor>
        {
            internal SiLU() : base(nameof(SiLU)) { }

            public override Tensor forward(Tensor tensor) => nn.functional.silu(tensor);
        }

        /// <summary>x · Φ(x), exact</summary>
        public sealed class GELU : nn.Module<Tensor, Tensor>
        {
            internal GELU() : base(nameof(GELU)) { }

            public override Tensor forward(Tensor tensor) => nn.functional.gelu(tensor);
        }

        /// <summary>Softmax along one dimension.</summary>
        public sealed class Softmax : nn.Module<Tensor, Tensor>
        {
            private readonly long _dim;

            internal Softmax(long dim) : base(nameof(Softmax)) => _dim = dim;

            public override Tensor forward(Tensor tensor) => nn.functional.softmax(tensor, _dim);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>max(0, x); in place, the input's own elements are overwritten.</summary>
            public static ReLU ReLU(bool inplace = false) => new(inplace);

            /// <summary>min(max(0, x), 6); in place, the input's own elements are overwritten.</summary>
            public static ReLU6 ReLU6(bool inplace = false) => new(inplace);

            /// <summary>x · relu6(x + 3) / 6; in place, the input's own elements are overwritten.</summary>
            public static Hardswish Hardswish(bool inplace = false) => new(inplace);

            /// <summary>relu6(x + 3) / 6; in place, the input's own elements are overwritten.</summary>
            public static Hardsigmoid Hardsigmoid(bool inplace = false) => new(inplace);

            /// <summary>1 / (1 + e⁻ˣ)</summary>
            public static Sigmoid Sigmoid() => new();

            /// <summary>tanh x</summary>
            public static Tanh Tanh() => new();

            /// <summary>x · σ(x)</summary>
            public static SiLU SiLU() => new();

            /// <summary>x · Φ(x), exact</summary>
            public static GELU GELU() => new();

            /// <summary>Softmax along dimension <paramref name="dim"/>.</summary>
            public static Softmax Softmax(long dim) => new(dim);
        }
    }
}
