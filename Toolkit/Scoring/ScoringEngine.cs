namespace Toolkit.Scoring;

/// <summary>What computes a trained network.</summary>
public enum ScoringEngine
{
    /// <summary>
    /// ONNX Runtime on the CPU, and TorchSharp where that cannot be: on a GPU, for a network that cannot be exported, and in a program without
    /// the package Microsoft.ML.OnnxRuntime.
    /// </summary>
    Auto,

    /// <summary>ONNX Runtime, which is faster on the CPU, starts sooner and needs no libtorch.</summary>
    OnnxRuntime,

    /// <summary>TorchSharp, on the CPU or a GPU.</summary>
    TorchSharp,
}
