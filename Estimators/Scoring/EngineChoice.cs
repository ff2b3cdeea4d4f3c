using Microsoft.ML;
using Microsoft.ML.Runtime;
using Toolkit.LibTorch;
using Toolkit.Scoring;
using TorchSharp;

namespace Toolkit.Estimators.Scoring;

/// <summary>Chooses what computes a network, and tells the channel.</summary>
/// <param name="ml">Its GPU, if it asks for one, is TorchSharp's.</param>
/// <param name="asked">What the user asks for.</param>
/// <param name="channel">Is told what was taken, and why.</param>
internal sealed class EngineChoice(MLContext ml, ScoringEngine asked, IChannel channel)
{
    private torch.Device? device;

    /// <summary>Where TorchSharp computes.</summary>
    public torch.Device Device => device ??= ComputeDevice.Choose(ml, channel);

    /// <summary>Whether another engine may take the place of one that turns out not to suit.</summary>
    public bool MayFallBack => asked == ScoringEngine.Auto;

    /// <summary>Why TorchSharp computes a network; null where ONNX Runtime does.</summary>
    /// <param name="canBeExported">Whether the network's forward pass is known.</param>
    /// <exception cref="InvalidOperationException">ONNX Runtime is asked for, and the network cannot be exported.</exception>
    /// <exception cref="OnnxRuntimeLibraryException">ONNX Runtime is asked for, and is not there.</exception>
    public string? ReasonAgainstOnnxRuntime(bool canBeExported)
    {
        if (asked == ScoringEngine.TorchSharp) return "as asked for";
        if (asked == ScoringEngine.OnnxRuntime)
        {
            Require(canBeExported);
            return null;
        }
        if (ml.GpuDeviceId is not null && (!ml.FallbackToCpu || HasGpu())) return "for the GPU";
        if (!canBeExported) return "because it cannot be exported to ONNX";
        return OnnxRuntimeLibrary.IsAvailable ? null : "because the program lacks the package Microsoft.ML.OnnxRuntime, which is faster";
    }

    /// <summary>Takes ONNX Runtime for a network in int8, which nothing else computes.</summary>
    /// <exception cref="InvalidOperationException">TorchSharp is asked for.</exception>
    /// <exception cref="OnnxRuntimeLibraryException">ONNX Runtime is not there.</exception>
    public void RequireOnnxRuntime(string architecture)
    {
        if (asked == ScoringEngine.TorchSharp)
        {
            throw new InvalidOperationException(
                $"The model has {architecture} in int8, which TorchSharp cannot compute. Choose {nameof(ScoringEngine)}.{nameof(ScoringEngine.Auto)} or "
                + $"{nameof(ScoringEngine)}.{nameof(ScoringEngine.OnnxRuntime)}, or load the float32 model.");
        }
        OnnxRuntimeLibrary.Load();
    }

    /// <summary>Tells the channel what computes a network.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="reason">Why TorchSharp does; null: ONNX Runtime does.</param>
    public void Tell(string architecture, string? reason) => channel.Info(MessageSensitivity.None, reason is null
        ? $"{architecture} is scored by ONNX Runtime."
        : $"{architecture} is scored by TorchSharp, {reason}.");

    private static bool HasGpu()
    {
        try
        {
            TorchLibrary.Load();
            return torch.cuda.is_available();
        }
        catch (TorchLibraryException)
        {
            return false;
        }
    }

    private static void Require(bool canBeExported)
    {
        if (!canBeExported)
        {
            throw new InvalidOperationException(
                $"ONNX Runtime cannot compute the network, which is not one of the catalog's and cannot be exported. Choose {nameof(ScoringEngine)}."
                + $"{nameof(ScoringEngine.Auto)} or {nameof(ScoringEngine)}.{nameof(ScoringEngine.TorchSharp)}.");
        }
        OnnxRuntimeLibrary.Load();
    }
}
