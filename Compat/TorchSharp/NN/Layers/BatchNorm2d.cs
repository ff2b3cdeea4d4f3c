using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Batch normalisation over N, H and W of [N, C, H, W] (Ioffe and Szegedy, 2015).</summary>
        public sealed class BatchNorm2d : nn.Module<Tensor, Tensor>
        {
            private readonly BatchNormState _state;

            internal BatchNorm2d(long features, double eps, double momentum, bool affine, bool track_running_stats, Device? device,
                ScalarType? dtype)
                : base(nameof(BatchNorm2d)) =>
                _state = new BatchNormState(this, features, eps, momentum, affine, track_running_stats, device, dtype);

            /// <summary>The scale of each channel, or null when the layer is not affine.</summary>
            public Parameter? weight
            {
                get => OwnParameter(nameof(weight));
                set => SetParameter(nameof(weight), value);
            }

            /// <summary>The shift of each channel, or null when the layer is not affine.</summary>
            public Parameter? bias
            {
                get => OwnParameter(nameof(bias));
                set => SetParameter(nameof(bias), value);
            }

            public Tensor? running_mean
            {
                get => OwnBuffer(nameof(running_mean));
                set => SetBuffer(nameof(running_mean), value);
            }

            /// <summary>The running mean of the batches' unbiased variances.</summary>
            public Tensor? running_var
            {
                get => OwnBuffer(nameof(running_var));
                set => SetBuffer(nameof(running_var), value);
            }

            public Tensor? num_batches_tracked => OwnBuffer(nameof(num_batches_tracked));

            public void reset_running_stats() => _state.Reset();

            public override Tensor forward(Tensor tensor)
            {
                if (tensor.Dimensions != 4)
                    throw new ArgumentException($"Invalid number of dimensions for BatchNorm argument: {tensor.Dimensions}");
                return _state.Forward(tensor);
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Batch normalisation of [N, C, H, W].</summary>
            /// <param name="features">The number of channels C.</param>
            /// <param name="eps">Added to the variance.</param>
            /// <param name="momentum">The share of the newest batch in the running statistics.</param>
            /// <param name="affine">Whether to learn a scale and a shift for each channel.</param>
            /// <param name="track_running_stats">Whether to keep running statistics for evaluation.</param>
            public static BatchNorm2d BatchNorm2d(long features, double eps = 1e-05, double momentum = 0.1, bool affine = true,
                bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}
