using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers.</summary>
    public class Generator : IDisposable
    {
        /// <param name="seed">Where it starts.</param>
        /// <param name="device">The device whose operators draw from it; the processor by default.</param>
        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            Aten.Check(Native.tk_generator_new(seed, (int)this.device.type, this.device.index, out var handle));
            Handle = handle;
        }

        private Generator(nint handle)
        {
            device = CPU;
            Handle = handle;
        }

        ~Generator() => Dispose(false);

        /// <summary>The process's generator on the processor, from which operators draw when they are given none.</summary>
        public static Generator Default => new(Native.tk_generator_default());

        /// <summary>The native generator; 0 after <see cref="Dispose()"/>.</summary>
        public IntPtr Handle { get; private set; }

        internal nint LiveHandle => Handle != 0 ? Handle : throw new ObjectDisposedException(nameof(Generator));

        public Device device { get; }

        /// <summary>The whole state as a byte tensor, for <see cref="set_state"/>.</summary>
        public Tensor get_state()
        {
            Aten.Check(Native.tk_generator_state(LiveHandle, out var state));
            GC.KeepAlive(this);
            return new Tensor(state);
        }

        /// <inheritdoc cref="get_state"/>
        public void set_state(Tensor value)
        {
            Aten.Check(Native.tk_generator_set_state(LiveHandle, value.Handle));
            GC.KeepAlive(this);
            GC.KeepAlive(value);
        }

        public Generator manual_seed(long seed)
        {
            Aten.Check(Native.tk_generator_set_seed(LiveHandle, (ulong)seed));
            return this;
        }

        /// <summary>Starts at a seed that the system draws, and returns it.</summary>
        public long seed() => (long)Native.tk_generator_reseed(LiveHandle);

        /// <summary>The seed it started with.</summary>
        public long initial_seed() => (long)Native.tk_generator_initial_seed(LiveHandle);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (Handle != 0) Native.tk_generator_free(Handle);
            Handle = 0;
        }
    }
}
