using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Toolkit.Scoring;

/// <summary>The native part of ONNX Runtime, which a program adds by itself.</summary>
public static class OnnxRuntimeLibrary
{
    private static readonly Lazy<Exception?> Failure = new(Try);

    /// <summary>Whether it is there and can be loaded.</summary>
    public static bool IsAvailable => Failure.Value is null;

    /// <summary>Whether loading it has come to an end, well or badly.</summary>
    internal static bool HasBeenTried => Failure.IsValueCreated;

    /// <summary>Loads it, unless it is there.</summary>
    /// <exception cref="OnnxRuntimeLibraryException">It is missing or cannot be loaded; the message says what to do.</exception>
    public static void Load()
    {
        if (Failure.Value is not { } failure) return;
        throw new OnnxRuntimeLibraryException(
            $"The library onnxruntime cannot be loaded: {failure.Message} Add the package Microsoft.ML.OnnxRuntime to the program, or choose "
            + $"{nameof(ScoringEngine)}.{nameof(ScoringEngine.TorchSharp)} in a program that has libtorch.", failure);
    }

    /// <summary>
    /// Options as the toolkit's own sessions have them: all optimizations, all cores of the processor, and threads that wait without spinning, which
    /// would take processors from the program's other threads.
    /// </summary>
    /// <exception cref="OnnxRuntimeLibraryException">It is missing or cannot be loaded; the message says what to do.</exception>
    public static SessionOptions CreateSessionOptions()
    {
        Load();
        var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        if (ProcessorCores.Usable is { } cores) options.IntraOpNumThreads = cores;
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    private static Exception? Try()
    {
        try
        {
            NativeLibrary.Load("onnxruntime", typeof(InferenceSession).Assembly, searchPath: null);
            // Windows has an older library of that name, which lacks what this version needs.
            using var options = new SessionOptions();
            return null;
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
            or TypeInitializationException or OnnxRuntimeException)
        {
            return error.GetBaseException();
        }
    }
}
