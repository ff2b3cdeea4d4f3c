using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Threads that one operator may use.</summary>
    public static int get_num_threads() => Native.tk_num_threads();

    /// <inheritdoc cref="get_num_threads"/>
    public static void set_num_threads(int num) => Aten.Check(Native.tk_set_num_threads(num));

    /// <summary>Threads that run independent operators.</summary>
    public static int get_num_interop_threads() => Native.tk_num_interop_threads();

    /// <summary>Sets <see cref="get_num_interop_threads"/>; only once, before the first parallel work.</summary>
    public static void set_num_interop_threads(int num) => Aten.Check(Native.tk_set_num_interop_threads(num));

    /// <inheritdoc cref="cuda.is_available"/>
    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>CUDA devices.</summary>
    public static partial class cuda
    {
        /// <summary>Whether libtorch was built with CUDA and finds a device.</summary>
        public static bool is_available() => device_count() > 0;

        public static bool is_cudnn_available() => is_available() && Native.tk_has_cudnn() != 0;

        public static int device_count() => Native.tk_cuda_device_count();

        /// <summary>Seeds the current device's default generator; nothing happens without CUDA.</summary>
        public static void manual_seed(long seed) => Aten.Check(Native.tk_cuda_manual_seed((ulong)seed, 0));

        /// <summary>Seeds every device's default generator; nothing happens without CUDA.</summary>
        public static void manual_seed_all(long seed) => Aten.Check(Native.tk_cuda_manual_seed((ulong)seed, 1));

        /// <summary>Waits until the work of a device, or of the current one for null, is done.</summary>
        public static void synchronize(Device? device = null) => Aten.Check(Native.tk_cuda_synchronize(device?.index ?? -1));
    }
}
