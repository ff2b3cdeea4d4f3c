using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>x·Wᵀ + b over the last dimension; weights [out, in], bias [out].</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Aten.Call("toolkit::linear", input, weights, bias);

            /// <summary>
            /// Cross-correlation of [N, C, H, W] with [out, C / groups, kernel height, kernel width]; one number stands for
            /// both axes. Compat/Native/convolution computes it.
            /// </summary>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, long groups = 1) =>
                Aten.Call("toolkit::conv2d", input, weight, bias, strides ?? [1], padding ?? [0], dilation ?? [1], groups);

            /// <summary>
            /// Normalises each channel by the batch's statistics when training, which also updates the running ones in place;
            /// else by the running statistics.
            /// </summary>
            public static Tensor batch_norm(Tensor input, Tensor running_mean, Tensor running_var, Tensor? weight = null,
                Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-05) =>
                Aten.Call("batch_norm", input, weight, bias, running_mean, running_var, training, momentum, eps, true);

            /// <summary>Normalises over the last dimensions, which are <paramref name="normalized_shape"/>.</summary>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null,
                double eps = 1e-05) =>
                Aten.Call("layer_norm", input, normalized_shape, weight, bias, eps, true);

            /// <summary>x / (k + α · mean of x² over <paramref name="size"/> neighbouring channels)^β, for [N, C, …].</summary>
            public static Tensor local_response_norm(Tensor input, long size, double alpha = 0.0001, double beta = 0.75, double k = 1)
            {
                var shape = input.shape;
                if (shape.Length < 3)
                    throw new ArgumentException($"Expected 3D or higher dimensionality input (got {shape.Length} dimensions)");
                using var squares = Aten.Call("square", input);
                using var channels = Aten.Call("reshape", squares, new[] { shape[0], 1, shape[1], -1 });
                using var padded = pad(channels, (0, 0, size / 2, (size - 1) / 2));
                using var mean = avg_pool2d(padded, (size, 1), (1, 1));
                using var shaped = Aten.Call("reshape", mean, shape);
                using var scaled = shaped.mul(alpha);
                using var shifted = scaled.add(k);
                using var divisor = shifted.pow(beta);
                return input.div(divisor);
            }

            /// <summary>
            /// While training, sets each element to zero with probability p and scales the rest by 1 / (1 - p); else returns
            /// the input.
            /// </summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                Aten.Call(inplace ? "dropout_" : "dropout", input, p, training);

            /// <summary>Dropout of whole channels of [N, C, H, W].</summary>
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                Aten.Call(inplace ? "feature_dropout_" : "feature_dropout", input, p, training);
        }
    }
}
