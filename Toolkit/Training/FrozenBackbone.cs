using System.Runtime.InteropServices;
using Toolkit.Networks;
using Toolkit.Scoring;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>A backbone that does not learn: what it makes of images, for the head that does.</summary>
internal abstract class FrozenBackbone : IDisposable
{
    /// <summary>What the head takes, without a graph.</summary>
    /// <param name="images">Normalised, <c>[N, C, H, W]</c>, on the network's device.</param>
    public abstract Tensor HeadInput(Tensor images);

    public virtual void Dispose()
    {
    }

    /// <summary>The backbone of a network, by the fastest engine that computes the same.</summary>
    /// <exception cref="InvalidOperationException">ONNX Runtime is asked for, and cannot.</exception>
    /// <exception cref="OnnxRuntimeLibraryException">ONNX Runtime is asked for, and is missing.</exception>
    /// <exception cref="NotSupportedException">ONNX Runtime is asked for, and a layer of the network cannot be exported.</exception>
    public static FrozenBackbone Of(Network network, TrainingData data)
    {
        if (data.StatisticsFollow(TrainingPhase.Frozen) && EngineFor(network, data) == ScoringEngine.TorchSharp) return new ByNetwork(network);
        try
        {
            if (EngineFor(network, data) == ScoringEngine.OnnxRuntime) return new ByOnnxRuntime(network);
        }
        catch (NotSupportedException) when (data.Options.FrozenEngine == ScoringEngine.Auto)
        {
            // A layer of the user's own within a network of the catalog.
        }
        return new Folded(network);
    }

    /// <summary>What computes a network's backbone: ONNX Runtime or TorchSharp.</summary>
    /// <exception cref="InvalidOperationException">ONNX Runtime is asked for, and cannot.</exception>
    /// <exception cref="OnnxRuntimeLibraryException">ONNX Runtime is asked for, and is missing.</exception>
    public static ScoringEngine EngineFor(Network network, TrainingData data)
    {
        var asked = data.Options.FrozenEngine;
        if (asked == ScoringEngine.TorchSharp || ReasonAgainstOnnxRuntime(network, data) is not { } reason)
            return asked == ScoringEngine.Auto ? Available() : asked;
        if (asked == ScoringEngine.Auto) return ScoringEngine.TorchSharp;
        throw new InvalidOperationException(
            $"{nameof(FineTuningOptions)}.{nameof(FineTuningOptions.FrozenEngine)} is {asked}, which cannot compute {network.Architecture} here: {reason}. "
            + $"Choose {ScoringEngine.Auto} or {ScoringEngine.TorchSharp}.");
    }

    private static ScoringEngine Available() => OnnxRuntimeLibrary.IsAvailable ? ScoringEngine.OnnxRuntime : ScoringEngine.TorchSharp;

    private static string? ReasonAgainstOnnxRuntime(Network network, TrainingData data)
    {
        if (data.StatisticsFollow(TrainingPhase.Frozen)) return "the statistics of batch normalisation follow the images";
        if (network.parameters().First().device.type != DeviceType.CPU) return "the network is on a GPU";
        return OnnxRuntimeEngine.Suits(network) ? null : "the network cannot be exported to ONNX";
    }

    /// <summary>The network as it is, whose statistics of batch normalisation follow the images.</summary>
    private sealed class ByNetwork(Network network) : FrozenBackbone
    {
        public override Tensor HeadInput(Tensor images)
        {
            using var noGradient = no_grad();
            return network.HeadInput(images);
        }
    }

    /// <summary>The network with batch normalisation folded into convolutions.</summary>
    private sealed class Folded(Network network) : FrozenBackbone
    {
        private readonly FoldedNetwork folded = new(network);

        public override Tensor HeadInput(Tensor images) => folded.HeadInput(images);

        public override void Dispose() => folded.Dispose();
    }

    /// <summary>The network as ONNX Runtime computes it.</summary>
    private sealed class ByOnnxRuntime : FrozenBackbone
    {
        private readonly OnnxRuntimeEngine engine;
        private readonly long[] shape;

        public ByOnnxRuntime(Network network)
        {
            shape = ShapeOf(network);
            engine = OnnxRuntimeEngine.Of(network, NetworkOutput.HeadInput);
        }

        public override Tensor HeadInput(Tensor images)
        {
            var count = images.shape[0];
            var result = empty([count, .. shape], ScalarType.Float32);
            using var contiguous = images.contiguous();
            engine.Run(Floats(contiguous), (int)count, Floats(result));
            return result;
        }

        public override void Dispose() => engine.Dispose();

        private static long[] ShapeOf(Network network)
        {
            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            network.eval();
            var input = network.InputSpec;
            return network.HeadInput(zeros(1, input.Channels, input.Height, input.Width)).shape[1..];
        }

        private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
    }
}
