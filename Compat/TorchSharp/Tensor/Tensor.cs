using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A multi-dimensional array of libtorch. It belongs to the innermost <see cref="DisposeScope"/> of the thread that
    /// made it, and otherwise lives until <see cref="Dispose()"/> or the collector. Views share memory with their base.
    /// In-place methods (their names end in _) return the tensor itself: never dispose their result.
    /// </summary>
    /// <remarks>Errors in libtorch come as <see cref="System.Runtime.InteropServices.ExternalException"/> with its text.</remarks>
    public partial class Tensor : IDisposable
    {
        private static long totalCount;
        private static long peakCount;

        private nint handle;

        /// <summary>Takes over one reference to a native tensor; 0 is the undefined tensor.</summary>
        internal Tensor(nint handle)
        {
            this.handle = handle;
            if (handle != 0) CountOneMore();
            OwningDisposeScope = DisposeScopeManager.ThisThread.Register(this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>How many tensors are alive in the process.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        /// <summary>The most that <see cref="TotalCount"/> has been.</summary>
        public static long PeakCount => Interlocked.Read(ref peakCount);

        /// <summary>The native tensor.</summary>
        /// <exception cref="InvalidOperationException">The tensor was disposed.</exception>
        public IntPtr Handle => handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        /// <summary>Whether the tensor was disposed.</summary>
        public bool IsInvalid => handle == 0;

        /// <summary>A name for the reader.</summary>
        public string? name { get; set; }

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>Makes a tensor of a native one, whose reference it takes over.</summary>
        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        /// <summary>Gives the native reference to the caller; this object is then empty.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            var native = MoveHandle();
            GC.SuppressFinalize(this);
            return native;
        }

        /// <summary>Releases the native tensor, whose memory goes when nothing else holds it.</summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Moves the tensor to the scope around its own.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes the tensor out of all scopes.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>Moves the tensor to another tensor's scope.</summary>
        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope!);

        /// <summary>Moves the tensor to a scope; null takes it out of all.</summary>
        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is { } owner) owner.MoveToOther(other, this);
            else other?.Attach(this);
            return this;
        }

        /// <summary>Whether it is the same object; element-wise comparison is <see cref="eq(Tensor)"/>.</summary>
        public override bool Equals(object? obj) => ReferenceEquals(this, obj);

        public override int GetHashCode() => base.GetHashCode();

        protected virtual void Dispose(bool disposing)
        {
            OwningDisposeScope?.MarkAsDisposed(this);
            if (handle == 0) return;

            Interlocked.Decrement(ref totalCount);
            Native.tk_release(handle);
            handle = 0;
        }

        /// <summary>Empties this object and hands the reference to another, as Parameter's constructor does.</summary>
        internal nint MoveHandle()
        {
            var native = Handle;
            Interlocked.Decrement(ref totalCount);
            handle = 0;
            return native;
        }

        private static void CountOneMore()
        {
            var count = Interlocked.Increment(ref totalCount);
            for (var peak = PeakCount; count > peak; peak = PeakCount)
            {
                if (Interlocked.CompareExchange(ref peakCount, count, peak) == peak) return;
            }
        }
    }
}
