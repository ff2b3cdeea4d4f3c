using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>max(0, x)</summary>
            public static Tensor relu(Tensor x, bool inplace = false) => Aten.Call(inplace ? "relu_" : "relu", x);

            /// <summary>min(max(0, x), 6)</summary>
            public static Tensor relu6(Tensor x, bool inplace = false) => Aten.Call(inplace ? "relu6_" : "relu6", x);

            /// <summary>x · σ(x)</summary>
            public static Tensor silu(Tensor x, bool inplace = false) => Aten.Call(inplace ? "silu_" : "silu", x);

            /// <summary>tanh x</summary>
            public static Tensor tanh(Tensor x, bool inplace = false) => Aten.Call(inplace ? "tanh_" : "tanh", x);

            /// <summary>x · relu6(x + 3) / 6</summary>
            public static Tensor hardswish(Tensor input, bool inplace = false) => Aten.Call(inplace ? "hardswish_" : "hardswish", input);

            /// <summary>relu6(x + 3) / 6</summary>
            public static Tensor hardsigmoid(Tensor input, bool inplace = false) =>
                Aten.Call(inplace ? "hardsigmoid_" : "hardsigmoid", input);

            /// <summary>1 / (1 + e⁻ˣ)</summary>
            public static Tensor sigmoid(Tensor x) => Aten.Call("sigmoid", x);

            /// <summary>x · Φ(x), exact</summary>
            public static Tensor gelu(Tensor x) => Aten.Call("gelu", x);

            /// <summary>Softmax along a dimension, computed in <paramref name="dtype"/> if one is given.</summary>
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => Aten.Call("softmax.int", input, dim, dtype);

            /// <summary>The logarithm of softmax along a dimension.</summary>
            public static Tensor log_softmax(Tensor x, long dim) => Aten.Call("log_softmax.int", x, dim);
        }
    }
}
