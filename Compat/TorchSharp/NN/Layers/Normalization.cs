using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Normalises each example over its last dimensions (Ba et al., 2016).</summary>
        public sealed class LayerNorm : nn.Module<Tensor, Tensor>
        {
            private readonly long[] _shape;
            private readonly double _eps;

            internal LayerNorm(long[] shape, double eps, bool affine, bool bias, Device? device, ScalarType? dtype)
                : base(nameof(LayerNorm))
            {
                (_shape, _eps) = (shape, eps);
                if (!affine) return;
                register_parameter(nameof(weight), new Parameter(ones(shape, dtype, device)));
                if (bias) register_parameter(nameof(bias), new Parameter(zeros(shape, dtype, device)));
            }

            /// <summary>The scale, or null when the layer is not affine.</summary>
            public Parameter? weight
            {
                get => OwnParameter(nameof(weight));
                set => SetParameter(nameof(weight), value);
            }

            /// <summary>The shift, or null for a layer without one.</summary>
            public Parameter? bias
            {
                get => OwnParameter(nameof(bias));
                set => SetParameter(nameof(bias), value);
            }

            public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, _shape, weight, bias, _eps);
        }

        /// <summary>Normalises by the squares of neighbouring channels (Krizhevsky et al., 2012).</summary>
        public sealed class LocalResponseNorm : nn.Module<Tensor, Tensor>
        {
            private readonly long _size;
            private readonly double _alpha;
            private readonly double _beta;
            private readonly double _k;

            internal LocalResponseNorm(long size, double alpha, double beta, double k) : base(nameof(LocalResponseNorm)) =>
                (_size, _alpha, _beta, _k) = (size, alpha, beta, k);

            public override Tensor forward(Tensor tensor) => nn.functional.local_response_norm(tensor, _size, _alpha, _beta, _k);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Layer normalisation over the last dimensions, which are <paramref name="normalized_shape"/>.</summary>
            public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new([normalized_shape], eps, elementwise_affine, bias, device, dtype);

            /// <summary>x / (k + α · mean of x² over <paramref name="size"/> neighbouring channels)^β</summary>
            public static LocalResponseNorm LocalResponseNorm(long size, double alpha = 0.0001, double beta = 0.75, double k = 1) =>
                new(size, alpha, beta, k);
        }
    }
}
