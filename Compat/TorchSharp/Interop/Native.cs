using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>
/// The functions of libtoolkit_torch.so (Compat/Native). Those returning <c>int</c> under <c>Aten.Check</c> return 0,
/// or 1 with the text in <see cref="tk_error"/>. The calls that only read a field are made without telling the collector
/// (SuppressGCTransition).
/// </summary>
internal static unsafe partial class Native
{
    private const string Library = "toolkit_torch";

    private static readonly Lazy<nint> Handle = new(Load);

    // It is asked anew for every function.
    static Native() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, (name, _, _) => name == Library ? Handle.Value : 0);

    [LibraryImport(Library)] internal static partial nint tk_error();
    [LibraryImport(Library)] internal static partial void tk_free(nint memory);

    // Operators
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint tk_find(string name, string overload);
    [LibraryImport(Library)] internal static partial int tk_call(nint op, Value* arguments, int count, Value* results, int capacity);

    // Tensors
    [LibraryImport(Library)] internal static partial void tk_release(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long tk_dim(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long tk_numel(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int tk_dtype(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long tk_element_size(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int tk_device_type(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int tk_device_index(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int tk_is_sparse(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial void tk_sizes(nint handle, long* sizes);
    [LibraryImport(Library)] internal static partial int tk_strides(nint handle, long* strides);
    [LibraryImport(Library)] internal static partial int tk_storage_offset(nint handle, out long result);
    [LibraryImport(Library)] internal static partial int tk_is_contiguous(nint handle, out int result);
    [LibraryImport(Library)] internal static partial int tk_data(nint handle, out nint address);
    [LibraryImport(Library)]
    internal static partial int tk_from_blob(
        nint data, long* sizes, int dims, int dtype, delegate* unmanaged<nint, void> freed, nint context, out nint result);

    // Gradients
    [LibraryImport(Library), SuppressGCTransition] internal static partial int tk_requires_grad(nint handle);
    [LibraryImport(Library)] internal static partial int tk_set_requires_grad(nint handle, int value);
    [LibraryImport(Library)] internal static partial int tk_is_leaf(nint handle, out int result);
    [LibraryImport(Library)] internal static partial int tk_retain_grad(nint handle);
    [LibraryImport(Library)] internal static partial int tk_grad(nint handle, out nint result);
    [LibraryImport(Library)] internal static partial int tk_set_grad(nint handle, nint grad);
    [LibraryImport(Library)]
    internal static partial int tk_backward(
        nint* outputs, int outputCount, nint* grads, int gradCount, nint* inputs, int inputCount, int retainGraph, int createGraph);
    [LibraryImport(Library)]
    internal static partial int tk_gradients(
        nint* outputs, int outputCount, nint* inputs, int inputCount, nint* grads, int gradCount,
        int retainGraph, int createGraph, int allowUnused, nint* results);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int tk_grad_mode();
    [LibraryImport(Library), SuppressGCTransition] internal static partial void tk_set_grad_mode(int enabled);
    [LibraryImport(Library)] internal static partial nint tk_begin_inference_mode(int enabled);
    [LibraryImport(Library)] internal static partial void tk_end_inference_mode(nint guard);

    // The process
    [LibraryImport(Library)] internal static partial int tk_num_threads();
    [LibraryImport(Library)] internal static partial int tk_set_num_threads(int count);
    [LibraryImport(Library)] internal static partial int tk_num_interop_threads();
    [LibraryImport(Library)] internal static partial int tk_set_num_interop_threads(int count);
    [LibraryImport(Library)] internal static partial int tk_cuda_device_count();
    [LibraryImport(Library)] internal static partial int tk_has_cudnn();
    [LibraryImport(Library)] internal static partial int tk_cuda_synchronize(int index);
    [LibraryImport(Library)] internal static partial int tk_manual_seed(ulong seed);
    [LibraryImport(Library)] internal static partial int tk_cuda_manual_seed(ulong seed, int all);
    [LibraryImport(Library)] internal static partial int tk_generator_new(ulong seed, int deviceType, int deviceIndex, out nint result);
    [LibraryImport(Library)] internal static partial nint tk_generator_default();
    [LibraryImport(Library)] internal static partial void tk_generator_free(nint generator);
    [LibraryImport(Library)] internal static partial int tk_generator_set_seed(nint generator, ulong seed);
    [LibraryImport(Library)] internal static partial ulong tk_generator_initial_seed(nint generator);
    [LibraryImport(Library)] internal static partial ulong tk_generator_reseed(nint generator);
    [LibraryImport(Library)] internal static partial int tk_generator_state(nint generator, out nint state);
    [LibraryImport(Library)] internal static partial int tk_generator_set_state(nint generator, nint state);

    private static nint Load()
    {
        Dependencies.Open();
        try
        {
            // The host knows the folders: beside the assembly in a build, the package's runtimes folder where it came in a package.
            return NativeLibrary.Load(Library, typeof(Native).Assembly, null);
        }
        catch (DllNotFoundException error)
        {
            throw new DllNotFoundException(
                $"lib{Library}.so or the libtorch that it needs cannot be loaded. On Debian and Ubuntu: " +
                $"apt-get install libtorch-dev libopenblas0-pthread, and build again. The loader says: {error.Message}", error);
        }
    }
}
