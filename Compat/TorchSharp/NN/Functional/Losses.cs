using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// Cross-entropy of logits [N, C, …] against class indices [N, …] (int64) or class probabilities [N, C, …].
            /// </summary>
            /// <param name="input">Logits.</param>
            /// <param name="target">Class indices or probabilities.</param>
            /// <param name="weight">A weight for each class, or null.</param>
            /// <param name="ignore_index">Targets of this index count for nothing.</param>
            /// <param name="reduction">The mean divides by the sum of the weights of the targets.</param>
            /// <param name="label_smoothing">From 0 to 1: the part of each target that is spread over all classes.</param>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100,
                Reduction reduction = Reduction.Mean, double label_smoothing = 0) =>
                Aten.Call("cross_entropy_loss", input, target, weight, (long)reduction, ignore_index, label_smoothing);

            /// <summary>Negative log-likelihood of log-probabilities [N, C, …] against class indices [N, …].</summary>
            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                Aten.Call("nll_loss_nd", input, target, weight, (long)reduction);

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Aten.Call("mse_loss", input, target, (long)reduction);

            /// <summary>
            /// Class indices (int64) as vectors of 0 and 1 in a new last dimension; -1 classes: one more than the largest
            /// index.
            /// </summary>
            public static Tensor one_hot(Tensor x, long num_classes = -1) => Aten.Call("one_hot", x, num_classes);
        }
    }
}
