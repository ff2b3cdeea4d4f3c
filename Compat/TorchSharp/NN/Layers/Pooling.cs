using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>The maximum of each window of [N, C, H, W].</summary>
        public sealed class MaxPool2d : nn.Module<Tensor, Tensor>
        {
            private readonly long[] _kernel;
            private readonly long[]? _stride;
            private readonly long[]? _padding;
            private readonly long[]? _dilation;
            private readonly bool _ceilMode;

            internal MaxPool2d(long[] kernel, long[]? stride, long[]? padding, long[]? dilation, bool ceilMode) : base(nameof(MaxPool2d)) =>
                (_kernel, _stride, _padding, _dilation, _ceilMode) = (kernel, stride, padding, dilation, ceilMode);

            public override Tensor forward(Tensor tensor) =>
                nn.functional.max_pool2d(tensor, _kernel, _stride, _padding, _dilation, _ceilMode);

            /// <summary>The maxima and the flat index in its H × W plane of each.</summary>
            public (Tensor Values, Tensor Indices) forward_with_indices(Tensor tensor) =>
                nn.functional.max_pool2d_with_indices(tensor, _kernel, _stride, _padding, _dilation, _ceilMode);
        }

        /// <summary>The mean of each window of [N, C, H, W].</summary>
        public sealed class AvgPool2d : nn.Module<Tensor, Tensor>
        {
            private readonly long[] _kernel;
            private readonly long[]? _stride;
            private readonly long[]? _padding;
            private readonly bool _ceilMode;
            private readonly bool _countPadding;
            private readonly long? _divisor;

            internal AvgPool2d(long[] kernel, long[]? stride, long[]? padding, bool ceilMode, bool countPadding, long? divisor)
                : base(nameof(AvgPool2d)) =>
                (_kernel, _stride, _padding, _ceilMode, _countPadding, _divisor) = (kernel, stride, padding, ceilMode, countPadding,
                    divisor);

            public override Tensor forward(Tensor tensor) =>
                nn.functional.AveragePool(tensor, _kernel, _stride, _padding, _ceilMode, _countPadding, _divisor);
        }

        /// <summary>Average pooling to a fixed number of rows and columns.</summary>
        public sealed class AdaptiveAvgPool2d : nn.Module<Tensor, Tensor>
        {
            private readonly long[] _outputSize;

            internal AdaptiveAvgPool2d(long[] outputSize) : base(nameof(AdaptiveAvgPool2d)) => _outputSize = outputSize;

            public override Tensor forward(Tensor tensor) => nn.functional.adaptive_avg_pool2d(tensor, _outputSize);
        }

        /// <summary>Max pooling to a fixed number of rows and columns.</summary>
        public sealed class AdaptiveMaxPool2d : nn.Module<Tensor, Tensor>
        {
            private readonly long[] _outputSize;

            internal AdaptiveMaxPool2d(long[] outputSize) : base(nameof(AdaptiveMaxPool2d)) => _outputSize = outputSize;

            public override Tensor forward(Tensor tensor) => nn.functional.adaptive_max_pool2d(tensor, _outputSize);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Max pooling; the stride defaults to the window, the padding to 0 and the dilation to 1.</summary>
            public static MaxPool2d MaxPool2d(long kernelSize, long? stride = null, long? padding = null, long? dilation = null,
                bool ceilMode = false) =>
                new([kernelSize], functional.Single(stride), functional.Single(padding), functional.Single(dilation), ceilMode);

            public static MaxPool2d MaxPool2d((long, long) kernelSize, (long, long)? stride = null, (long, long)? padding = null,
                (long, long)? dilation = null, bool ceilMode = false) =>
                new([kernelSize.Item1, kernelSize.Item2], functional.Pair(stride), functional.Pair(padding), functional.Pair(dilation),
                    ceilMode);

            public static MaxPool2d MaxPool2d(long[] kernelSize, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                bool ceilMode = false) =>
                new(kernelSize, strides, padding, dilation, ceilMode);

            /// <summary>Average pooling; the stride defaults to the window and the padding to 0.</summary>
            public static AvgPool2d AvgPool2d(long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                new([kernel_size], functional.Single(stride), functional.Single(padding), ceil_mode, count_include_pad, divisor_override);

            public static AvgPool2d AvgPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                new([kernel_size.Item1, kernel_size.Item2], functional.Pair(stride), functional.Pair(padding), ceil_mode, count_include_pad,
                    divisor_override);

            public static AvgPool2d AvgPool2d(long[] kernel_size, long[]? strides = null, long[]? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                new(kernel_size, strides, padding, ceil_mode, count_include_pad, divisor_override);

            /// <summary>Average pooling to <paramref name="outputSize"/> rows and columns.</summary>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long outputSize) => new([outputSize, outputSize]);

            public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) outputSize) => new([outputSize.Item1, outputSize.Item2]);

            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] outputSize) => new(outputSize);

            /// <summary>Max pooling to <paramref name="outputSize"/> (rows, columns).</summary>
            public static AdaptiveMaxPool2d AdaptiveMaxPool2d(long[] outputSize) => new(outputSize);
        }
    }
}
