namespace Toolkit.Kernels.Convolution;

/// <summary>
/// A way to compute some neighbouring outputs of a convolution of a line with three weights by few multiplications: inputs d, weights g and outputs
/// y are transformed linearly, <c>y = Aᵀ [(G g) ⊙ (Bᵀ d)]</c>. The two-dimensional one applies each transform to columns and then to rows; summed over channels, its
/// products are one matrix product a position (Lavin and Gray 2015, "Fast Algorithms for Convolutional Neural Networks"). The gradients go through the
/// transposes. A vector holds the same number of 16 channels.
/// </summary>
internal unsafe interface ILineAlgorithm
{
    /// <summary>Multiplications, and so positions of a transformed line.</summary>
    static abstract int Positions { get; }

    /// <summary>Outputs that are computed together.</summary>
    static abstract int Outputs { get; }

    /// <summary>Inputs that they are made of.</summary>
    static abstract int Inputs { get; }

    /// <summary>How many of the inputs lie before the first output.</summary>
    static abstract int Before { get; }

    /// <summary>Whether the weight in the middle is the only one that counts.</summary>
    static abstract bool HasOneWeight { get; }

    /// <summary>Bᵀ.</summary>
    static abstract void Input(float* from, int stride, float* to, int step);

    /// <summary>B.</summary>
    static abstract void InputTransposed(float* from, int stride, float* to, int step);

    /// <summary>Aᵀ.</summary>
    static abstract void Output(float* from, int stride, float* to, int step);

    /// <summary>A.</summary>
    static abstract void OutputTransposed(float* from, int stride, float* to, int step);

    /// <summary>G.</summary>
    static abstract void Weight(float* from, int stride, float* to, int step);

    /// <summary>Gᵀ.</summary>
    static abstract void WeightTransposed(float* from, int stride, float* to, int step);
}
