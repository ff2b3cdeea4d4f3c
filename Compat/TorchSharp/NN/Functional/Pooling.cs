using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// The maximum of each window of [N, C, H, W]. The stride defaults to the window. Compat/Native/max_pool.cpp computes it.
            /// </summary>
            public static Tensor max_pool2d(Tensor input, long[] kernelSize, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, bool ceil_mode = false) =>
                Aten.Call("toolkit::max_pool2d", input, kernelSize, strides ?? kernelSize, padding ?? [0], dilation ?? [1], ceil_mode);

            public static Tensor max_pool2d(Tensor input, long kernelSize, long? stride = null, long? padding = null, long? dilation = null,
                bool ceil_mode = false) =>
                max_pool2d(input, [kernelSize], Single(stride), Single(padding), Single(dilation), ceil_mode);

            public static Tensor max_pool2d(Tensor input, (long, long) kernelSize, (long, long)? stride = null,
                (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, [kernelSize.Item1, kernelSize.Item2], Pair(stride), Pair(padding), Pair(dilation), ceil_mode);

            /// <summary>Max pooling with the flat index in its H × W plane of each maximum.</summary>
            public static (Tensor output, Tensor indices) max_pool2d_with_indices(Tensor input, long[] kernelSize, long[]? strides = null,
                long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Aten.Call2("max_pool2d_with_indices", input, kernelSize, strides ?? kernelSize, padding ?? [0], dilation ?? [1], ceil_mode);

            /// <summary>
            /// The mean of each window of [N, C, H, W]. The stride defaults to 1 in this overload alone, as in TorchSharp.
            /// </summary>
            public static Tensor avg_pool2d(Tensor input, long[] kernelSizes, long[]? strides = null, long[]? paddings = null,
                bool ceil_mode = false, bool count_include_pad = true) =>
                AveragePool(input, kernelSizes, strides ?? [1], paddings, ceil_mode, count_include_pad, null);

            public static Tensor avg_pool2d(Tensor input, long kernelSize, long? stride = null, long padding = 0,
                bool ceil_mode = false, bool count_include_pad = true) =>
                AveragePool(input, [kernelSize], Single(stride), [padding], ceil_mode, count_include_pad, null);

            public static Tensor avg_pool2d(Tensor input, (long, long) kernelSize, (long, long)? stride = null,
                (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true) =>
                AveragePool(input, [kernelSize.Item1, kernelSize.Item2], Pair(stride), Pair(padding), ceil_mode, count_include_pad, null);

            /// <summary>The mean of windows that divide [N, C, H, W] into the given number of rows and columns.</summary>
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) =>
                Aten.Call("adaptive_avg_pool2d", input, output_size);

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) =>
                adaptive_avg_pool2d(input, [output_size.Item1, output_size.Item2]);

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) =>
                adaptive_avg_pool2d(input, [output_size, output_size]);

            /// <summary>The maximum of windows that divide [N, C, H, W] into the given number of rows and columns.</summary>
            public static Tensor adaptive_max_pool2d(Tensor x, long[] outputSize)
            {
                var (output, indices) = Aten.Call2("adaptive_max_pool2d", x, outputSize);
                indices.Dispose();
                return output;
            }

            internal static Tensor AveragePool(Tensor input, long[] kernel, long[]? strides, long[]? padding, bool ceilMode,
                bool countPadding, long? divisor) =>
                Aten.Call("avg_pool2d", input, kernel, strides ?? kernel, padding ?? [0], ceilMode, countPadding, divisor);

            internal static long[]? Single(long? number) => number is { } n ? [n] : null;

            internal static long[]? Pair((long, long)? pair) => pair is { } p ? [p.Item1, p.Item2] : null;
        }
    }
}
