using System.Runtime.InteropServices;
using TorchSharp;

namespace Toolkit.LibTorch;

/// <summary>libtorch, which takes about half a second to load.</summary>
public static class TorchLibrary
{
    private const string Name = "LibTorchSharp";

    private static volatile bool isLoaded;

    /// <summary>
    /// Loads libtorch, unless it is there; building a network begins with that. TorchSharp would look for it in the package cache as well,
    /// copy it beside the program and, where that does not help, print a page: a script or notebook that depends on it calls
    /// <c>torch.InitializeDeviceType(DeviceType.CPU)</c> first.
    /// </summary>
    /// <remarks>
    /// On Linux the threads of its OpenMP then sleep while they wait for one another, unless the environment has <c>OMP_WAIT_POLICY</c>. By
    /// default they spin, which took two fifths of the processor's time of a training run on two cores, and more where other processes work.
    /// NNPACK, which libtorch would ask for convolutions of single images, is left out.
    /// </remarks>
    /// <exception cref="TorchLibraryException">libtorch is missing or cannot be loaded; the message says what to do.</exception>
    public static void Load()
    {
        if (isLoaded) return;
        LetIdleThreadsSleep();
        try
        {
            NativeLibrary.Load(Name, typeof(torch).Assembly, searchPath: null);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new TorchLibraryException(TorchLoadFailure.Of(e).ToString(), e);
        }
        LeaveOutNnpack();
        isLoaded = true;
    }

    /// <summary>Address of a function of libtorch, or of a library that it uses; 0 where there is none of the name.</summary>
    internal static nint TryFind(string function) =>
        NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, searchPath: null, out var library) && NativeLibrary.TryGetExport(library, function, out var address)
            ? address
            : 0;

    // OpenMP reads these when it is loaded. Up to a tenth of a millisecond it still spins: as long as the pauses between one layer's loops are.
    private static void LetIdleThreadsSleep()
    {
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is not null) return;
        NativeEnvironment.SetDefault("OMP_WAIT_POLICY", "passive");
        NativeEnvironment.SetDefault("GOMP_SPINCOUNT", "10000");
    }

    // On a processor that NNPACK does not know, every process would get a warning of it on its error stream. TorchSharp has no setting for it;
    // these are the C++ names of at::globalContext() and of at::Context's setter, on Linux and macOS.
    private static unsafe void LeaveOutNnpack()
    {
        const string context = "_ZN2at13globalContextEv", setter = "_ZN2at7Context20setUserEnabledNNPACKEb";
        var (getContext, enable) = (TryFind(context), TryFind(setter));
        if (getContext == 0 || enable == 0) return;
        ((delegate* unmanaged<nint, byte, void>)enable)(((delegate* unmanaged<nint>)getContext)(), 0);
    }
}
