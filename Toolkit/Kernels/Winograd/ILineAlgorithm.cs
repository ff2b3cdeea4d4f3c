namespace Toolkit.Kernels.Winograd;

/// <summary>
/// Convolution of a line of pixels with three weights, with fewer multiplications than the sum of products has: <c>y = Aᵀ (G g ⊙ Bᵀ d)</c> for pixels d,
/// weights g and outputs y (Winograd 1980; Lavin and Gray 2016, "Fast Algorithms for Convolutional Neural Networks"). Applied to columns and then to rows, it
/// makes tiles of maps. All transforms take and make several lines at once: the numbers that pointers lead to, one pointer a place in the line.
/// </summary>
internal unsafe interface ILineAlgorithm
{
    /// <summary>Multiplications of a line.</summary>
    static abstract int Positions { get; }

    /// <summary>Outputs of a line.</summary>
    static abstract int Outputs { get; }

    /// <summary>Pixels that a line's outputs are made of.</summary>
    static abstract int Inputs { get; }

    /// <summary>Pixels of padding that the first line begins with.</summary>
    static abstract int Before { get; }

    /// <summary>Bᵀ.</summary>
    /// <param name="from">Where the numbers of each place begin.</param>
    /// <param name="to">Likewise.</param>
    /// <param name="count">How many lines; a multiple of 8.</param>
    static abstract void Input(float** from, float** to, int count);

    /// <summary>Aᵀ.</summary>
    static abstract void Output(float** from, float** to, int count);

    /// <summary>A.</summary>
    static abstract void OutputTransposed(float** from, float** to, int count);

    /// <summary>G.</summary>
    static abstract void Weight(float** from, float** to, int count);

    /// <summary>Gᵀ.</summary>
    static abstract void WeightTransposed(float** from, float** to, int count);
}
