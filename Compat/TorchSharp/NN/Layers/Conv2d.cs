using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Two-dimensional cross-correlation of [N, C, H, W] or [C, H, W] with learned kernels.</summary>
        public sealed class Conv2d : Convolution
        {
            private readonly Conv2dGeometry _geometry;

            internal Conv2d(long inChannels, long outChannels, bool bias, Conv2dGeometry geometry, Device? device, ScalarType? dtype)
                : base(nameof(Conv2d), inChannels)
            {
                if (inChannels % geometry.Groups != 0)
                    throw new ArgumentException($"in_channels ({inChannels}) must be divisible by groups ({geometry.Groups})");
                if (outChannels % geometry.Groups != 0)
                    throw new ArgumentException($"out_channels ({outChannels}) must be divisible by groups ({geometry.Groups})");
                _geometry = geometry;
                var (kernelHeight, kernelWidth) = geometry.Kernel;
                var shape = new[] { outChannels, inChannels / geometry.Groups, kernelHeight, kernelWidth };
                DefaultInitialisation.RegisterWeightAndBias(this, shape, bias, device, dtype);
            }

            /// <summary>[out channels, in channels / groups, kernel height, kernel width]</summary>
            public Parameter? weight
            {
                get => OwnParameter(nameof(weight));
                set => SetParameter(nameof(weight), value);
            }

            /// <summary>[out channels], or null for a layer without bias.</summary>
            public Parameter? bias
            {
                get => OwnParameter(nameof(bias));
                set => SetParameter(nameof(bias), value);
            }

            public override Tensor forward(Tensor input)
            {
                if (!ValidateShape(input, 2))
                    throw new ArgumentException("Expected 3D (unbatched) or 4D (batched) input with " +
                        $"{input_channels} channels to Conv2d, but got [{string.Join(", ", input.shape)}].");
                return _geometry.Convolve(input, weight!, bias);
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A convolution layer, initialised as PyTorch does: uniform in ±1/√(fan-in), weights and bias.</summary>
            public static Conv2d Conv2d(long in_channels, long out_channels, long kernelSize, long stride = 1, long padding = 0,
                long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                Conv2d(in_channels, out_channels, (kernelSize, kernelSize), (stride, stride), (padding, padding), (dilation, dilation),
                    padding_mode, groups, bias, device, dtype);

            public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernelSize, (long, long)? stride = null,
                (long, long)? padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, bias,
                    new Conv2dGeometry(kernelSize, stride ?? (1, 1), padding ?? (0, 0), dilation ?? (1, 1), groups, padding_mode),
                    device, dtype);

            public static Conv2d Conv2d(long in_channels, long out_channels, long kernelSize, Padding padding, long stride = 1,
                long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                Conv2d(in_channels, out_channels, (kernelSize, kernelSize), padding, (stride, stride), (dilation, dilation), padding_mode,
                    groups, bias, device, dtype);

            public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernelSize, Padding padding,
                (long, long)? stride = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
                bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, bias,
                    Conv2dGeometry.Of(kernelSize, padding, stride ?? (1, 1), dilation ?? (1, 1), groups, padding_mode),
                    device, dtype);
        }
    }
}
