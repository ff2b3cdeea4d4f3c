using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Aten.Call("abs", this);

        public Tensor abs_() => InPlace("abs_", this);

        public Tensor neg() => Aten.Call("neg", this);

        public Tensor neg_() => InPlace("neg_", this);

        public Tensor exp() => Aten.Call("exp", this);

        public Tensor exp_() => InPlace("exp_", this);

        public Tensor expm1() => Aten.Call("expm1", this);

        public Tensor expm1_() => InPlace("expm1_", this);

        public Tensor log() => Aten.Call("log", this);

        public Tensor log_() => InPlace("log_", this);

        public Tensor log1p() => Aten.Call("log1p", this);

        public Tensor log1p_() => InPlace("log1p_", this);

        public Tensor log2() => Aten.Call("log2", this);

        public Tensor log2_() => InPlace("log2_", this);

        public Tensor log10() => Aten.Call("log10", this);

        public Tensor log10_() => InPlace("log10_", this);

        public Tensor sqrt() => Aten.Call("sqrt", this);

        public Tensor sqrt_() => InPlace("sqrt_", this);

        public Tensor rsqrt() => Aten.Call("rsqrt", this);

        public Tensor rsqrt_() => InPlace("rsqrt_", this);

        public Tensor square() => Aten.Call("square", this);

        public Tensor reciprocal() => Aten.Call("reciprocal", this);

        public Tensor reciprocal_() => InPlace("reciprocal_", this);

        public Tensor sign() => Aten.Call("sign", this);

        public Tensor sign_() => InPlace("sign_", this);

        public Tensor floor() => Aten.Call("floor", this);

        public Tensor floor_() => InPlace("floor_", this);

        public Tensor ceil() => Aten.Call("ceil", this);

        public Tensor ceil_() => InPlace("ceil_", this);

        public Tensor trunc() => Aten.Call("trunc", this);

        public Tensor trunc_() => InPlace("trunc_", this);

        public Tensor frac() => Aten.Call("frac", this);

        public Tensor frac_() => InPlace("frac_", this);

        public Tensor sin() => Aten.Call("sin", this);

        public Tensor sin_() => InPlace("sin_", this);

        public Tensor cos() => Aten.Call("cos", this);

        public Tensor cos_() => InPlace("cos_", this);

        public Tensor tan() => Aten.Call("tan", this);

        public Tensor tan_() => InPlace("tan_", this);

        public Tensor asin() => Aten.Call("asin", this);

        public Tensor asin_() => InPlace("asin_", this);

        public Tensor acos() => Aten.Call("acos", this);

        public Tensor acos_() => InPlace("acos_", this);

        public Tensor atan() => Aten.Call("atan", this);

        public Tensor atan_() => InPlace("atan_", this);

        public Tensor sinh() => Aten.Call("sinh", this);

        public Tensor sinh_() => InPlace("sinh_", this);

        public Tensor cosh() => Aten.Call("cosh", this);

        public Tensor cosh_() => InPlace("cosh_", this);

        public Tensor tanh() => Aten.Call("tanh", this);

        public Tensor tanh_() => InPlace("tanh_", this);

        public Tensor erf() => Aten.Call("erf", this);

        public Tensor erf_() => InPlace("erf_", this);

        public Tensor erfinv() => Aten.Call("erfinv", this);

        public Tensor erfinv_() => InPlace("erfinv_", this);

        public Tensor sigmoid() => Aten.Call("sigmoid", this);

        public Tensor sigmoid_() => InPlace("sigmoid_", this);

        public Tensor relu() => Aten.Call("relu", this);

        public Tensor relu_() => InPlace("relu_", this);

        public Tensor silu() => Aten.Call("silu", this);

        public Tensor silu_() => InPlace("silu_", this);

        public Tensor negative() => neg();

        public Tensor log_sigmoid() => Aten.Call("log_sigmoid", this);

        public Tensor gelu() => Aten.Call("gelu", this);

        public Tensor bitwise_not() => Aten.Call("bitwise_not", this);

        /// <summary>Rounds half to even, to <paramref name="decimals"/> digits after the point.</summary>
        public Tensor round(long decimals = 0) =>
            decimals == 0 ? Aten.Call("round", this) : Aten.Call("round.decimals", this, decimals);

        /// <inheritdoc cref="round"/>
        public Tensor round_(long decimals = 0) =>
            decimals == 0 ? InPlace("round_", this) : InPlace("round_.decimals", this, decimals);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Aten.Call("softmax.int", this, dim, dtype);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Aten.Call("log_softmax.int", this, dim, dtype);

        public Tensor isnan() => Aten.Call("isnan", this);

        public Tensor isinf() => Aten.Call("isinf", this);

        public Tensor isfinite() => Aten.Call("isfinite", this);

        public Tensor logical_not() => Aten.Call("logical_not", this);

        private Tensor InPlace(string name, params ReadOnlySpan<Argument> arguments)
        {
            Aten.Run(name, arguments);
            return this;
        }
    }
}
