using Microsoft.ML;
using Microsoft.ML.Runtime;
using Toolkit.LibTorch;
using TorchSharp;

namespace Toolkit.Estimators;

/// <summary>The device that an MLContext asks for.</summary>
internal static class ComputeDevice
{
    /// <summary>The GPU of <see cref="MLContext.GpuDeviceId"/>, or the CPU where none is asked for or, if allowed, where there is none.</summary>
    /// <exception cref="InvalidOperationException">There is no such GPU and <see cref="MLContext.FallbackToCpu"/> is false.</exception>
    /// <exception cref="TorchLibraryException">libtorch is missing or cannot be loaded.</exception>
    public static torch.Device Choose(MLContext ml, IChannel channel)
    {
        TorchLibrary.Load();
        if (ml.GpuDeviceId is not { } id) return torch.CPU;
        var found = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        if (id >= 0 && id < found) return new torch.Device(DeviceType.CUDA, id);

        var missing = $"GPU {id} was asked for by MLContext.GpuDeviceId, but libtorch found {found} CUDA device(s).";
        if (!ml.FallbackToCpu)
            throw new InvalidOperationException($"{missing} Choose another GpuDeviceId, or set MLContext.FallbackToCpu.");
        channel.Warning(MessageSensitivity.None, $"{missing} The CPU is used instead.");
        return torch.CPU;
    }
}
