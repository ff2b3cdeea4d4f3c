using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Pads the last dimensions: numbers before and after the last one, before and after the one before it, …</summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
            {
                PaddingModes.Constant or PaddingModes.Zeros => Aten.Call("pad", input, pad, "constant", value),
                PaddingModes.Reflect => Aten.Call("pad", input, pad, "reflect"),
                PaddingModes.Replicate => Aten.Call("pad", input, pad, "replicate"),
                PaddingModes.Circular => Aten.Call("pad", input, pad, "circular"),
                _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Expected Constant, Zeros, Reflect, Replicate or Circular."),
            };

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, pad.ToArray(), mode, value);

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, new[] { pad.Item1, pad.Item2 }, mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant,
                double value = 0) =>
                functional.pad(input, new[] { pad.Item1, pad.Item2, pad.Item3, pad.Item4 }, mode, value);

            /// <summary>Pads every dimension by the same number on both sides.</summary>
            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, Enumerable.Repeat(pad, 2 * (int)input.Dimensions).ToArray(), mode, value);

            /// <summary>
            /// Resizes [N, C, H, W] to <paramref name="size"/> (height, width) or by <paramref name="scale_factor"/>;
            /// exactly one of them is given.
            /// </summary>
            /// <param name="x">The images.</param>
            /// <param name="size">Height and width of the result.</param>
            /// <param name="scale_factor">Factors of height and width.</param>
            /// <param name="mode">Nearest, Bilinear, Bicubic or Area.</param>
            /// <param name="align_corners">Whether the corner pixels keep their place; for Bilinear and Bicubic only.</param>
            /// <param name="recompute_scale_factor">Whether the factors follow from the rounded size.</param>
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null,
                InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false)
            {
                if (x.Dimensions != 4) throw new ArgumentException($"Expected [N, C, H, W], but got {x.Dimensions} dimensions.", nameof(x));
                if ((size is null) == (scale_factor is null))
                    throw new ArgumentException("Exactly one of size and scale_factor must be given.");
                if (scale_factor is not null && (recompute_scale_factor || mode == InterpolationMode.Area))
                    (size, scale_factor) = (ScaledSize(x, scale_factor), null);

                return mode switch
                {
                    InterpolationMode.Nearest => Aten.Call("upsample_nearest2d.vec", x, size, scale_factor),
                    InterpolationMode.Bilinear => Aten.Call("upsample_bilinear2d.vec", x, size, align_corners ?? false, scale_factor),
                    InterpolationMode.Bicubic => Aten.Call("upsample_bicubic2d.vec", x, size, align_corners ?? false, scale_factor),
                    InterpolationMode.Area => adaptive_avg_pool2d(x, size!),
                    _ => throw new ArgumentException($"Expected Nearest, Bilinear, Bicubic or Area for [N, C, H, W], but got {mode}."),
                };
            }

            private static long[] ScaledSize(Tensor x, double[] factors) =>
                [(long)Math.Floor(x.shape[2] * factors[0]), (long)Math.Floor(x.shape[3] * factors[^1])];
        }
    }
}
