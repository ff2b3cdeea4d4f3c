using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>y = x·Aᵀ + b over the last dimension.</summary>
        public sealed class Linear : nn.Module<Tensor, Tensor>
        {
            internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear)) =>
                DefaultInitialisation.RegisterWeightAndBias(this, [outputSize, inputSize], hasBias, device, dtype);

            /// <summary>[output size, input size]</summary>
            public Parameter? weight
            {
                get => OwnParameter(nameof(weight));
                set => SetParameter(nameof(weight), value);
            }

            /// <summary>[output size], or null for a layer without bias.</summary>
            public Parameter? bias
            {
                get => OwnParameter(nameof(bias));
                set => SetParameter(nameof(bias), value);
            }

            public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight!, bias);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A fully connected layer, initialised as PyTorch does: uniform in ±1/√(input size), weights and bias.</summary>
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);
        }
    }
}
