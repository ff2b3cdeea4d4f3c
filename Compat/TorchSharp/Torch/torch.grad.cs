using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Whether this thread records operations.</summary>
    public static bool is_grad_enabled() => Native.tk_grad_mode() != 0;

    /// <summary>Stops recording on this thread until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    /// <summary>Records on this thread, or not, until the result is disposed.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    /// <inheritdoc cref="enable_grad"/>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    /// <summary>As <see cref="no_grad"/>, faster, but tensors made in it can never take part in a recorded operation.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    /// <summary>Makes a scope that disposes the tensors this thread makes from now on.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.ThisThread.Open();

    private sealed class GradMode : IDisposable
    {
        private readonly int before = Native.tk_grad_mode();

        public GradMode(bool enabled) => Native.tk_set_grad_mode(enabled ? 1 : 0);

        public void Dispose() => Native.tk_set_grad_mode(before);
    }

    private sealed class InferenceMode(bool enabled) : IDisposable
    {
        private nint guard = Native.tk_begin_inference_mode(enabled ? 1 : 0);

        public void Dispose()
        {
            if (guard != 0) Native.tk_end_inference_mode(guard);
            guard = 0;
        }
    }
}
