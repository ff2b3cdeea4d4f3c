using System.Runtime.InteropServices;

namespace Toolkit.Training;

/// <summary>
/// The functions of Open MPI that the toolkit calls (MPI Forum 2015, "MPI: A Message-Passing Interface Standard", version 3.1), with its handles, which are
/// addresses of objects in the library. Those of MPICH are numbers: it has another binary interface. An error of any of them ends the processes, as is MPI's
/// default.
/// </summary>
internal static unsafe partial class MpiLibrary
{
    /// <summary>Threads may call MPI one at a time.</summary>
    public const int Serialized = 2;

    public const int AnySource = -1;

    private const string Name = "libmpi.so.40";

    private static readonly nint Library = NativeLibrary.TryLoad(Name, out var library) ? library : 0;

    public static readonly nint World = Handle("ompi_mpi_comm_world"), Bytes = Handle("ompi_mpi_byte"), Floats = Handle("ompi_mpi_float"),
        Addition = Handle("ompi_mpi_op_sum");

    /// <summary>The sums take the place of the values.</summary>
    public static readonly void* InPlace = (void*)1;

    /// <exception cref="MpiException">Open MPI is missing, or another MPI started this process.</exception>
    public static void Check()
    {
        if (MpiEnvironment.IsStartedByAnother)
        {
            throw new MpiException(
                "This process was started by an MPI other than Open MPI, such as MPICH or Intel MPI, whose libraries have another binary interface. "
                + "Start it by Open MPI's mpirun (Debian: openmpi-bin).");
        }
        if (Library != 0) return;
        throw new MpiException(
            $"Open MPI's library {Name} cannot be loaded, which training on several processes needs. Install Open MPI 4 on every host (Debian and Ubuntu: "
            + "apt install openmpi-bin), or leave Distributed out.");
    }

    [LibraryImport(Name, EntryPoint = "MPI_Init_thread")]
    public static partial int Init(nint argumentCount, nint arguments, int threading, out int provided);

    [LibraryImport(Name, EntryPoint = "MPI_Comm_rank")]
    public static partial int Rank(nint communicator, out int rank);

    [LibraryImport(Name, EntryPoint = "MPI_Comm_size")]
    public static partial int Size(nint communicator, out int size);

    [LibraryImport(Name, EntryPoint = "MPI_Iallreduce")]
    public static partial int BeginAllReduce(void* send, void* receive, int count, nint type, nint operation, nint communicator, out nint request);

    [LibraryImport(Name, EntryPoint = "MPI_Ibcast")]
    public static partial int BeginBroadcast(void* buffer, int count, nint type, int root, nint communicator, out nint request);

    [LibraryImport(Name, EntryPoint = "MPI_Ibarrier")]
    public static partial int BeginBarrier(nint communicator, out nint request);

    [LibraryImport(Name, EntryPoint = "MPI_Test")]
    public static partial int Test(ref nint request, out int isDone, nint status = 0);

    [LibraryImport(Name, EntryPoint = "MPI_Isend")]
    public static partial int BeginSend(void* buffer, int count, nint type, int to, int tag, nint communicator, out nint request);

    [LibraryImport(Name, EntryPoint = "MPI_Request_free")]
    public static partial int Forget(ref nint request);

    [LibraryImport(Name, EntryPoint = "MPI_Iprobe")]
    public static partial int Probe(int from, int tag, nint communicator, out int isThere, out Status status);

    [LibraryImport(Name, EntryPoint = "MPI_Recv")]
    public static partial int Receive(void* buffer, int count, nint type, int from, int tag, nint communicator, nint status = 0);

    [LibraryImport(Name, EntryPoint = "MPI_Abort")]
    public static partial int Abort(nint communicator, int exitCode);

    [LibraryImport(Name, EntryPoint = "MPI_Finalize")]
    public static partial int Finish();

    private static nint Handle(string name) => Library != 0 && NativeLibrary.TryGetExport(Library, name, out var address) ? address : 0;

    /// <summary>Where a message came from.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Status
    {
        public readonly int Source, Tag, Error, Cancelled;
        public readonly nuint Count;
    }
}
