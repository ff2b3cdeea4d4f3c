namespace Toolkit.Training;

/// <summary>The numbers that <see cref="FineTuningOptions.Precision"/> can name.</summary>
public enum TrainingPrecision
{
    /// <summary>Single precision, 32 bits.</summary>
    Float32,

    /// <summary>
    /// Mixed precision: convolutions and matrix products in bfloat16, as by PyTorch's autocast; weights, gradients and the optimizer in
    /// float32. It takes less memory, and is faster on GPUs and on processors with AVX-512 BF16 or AMX; on others it is much slower.
    /// </summary>
    BFloat16,
}
