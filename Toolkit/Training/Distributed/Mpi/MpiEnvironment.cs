using System.Globalization;

namespace Toolkit.Training;

/// <summary>What the launcher of MPI programs says in the environment.</summary>
internal static class MpiEnvironment
{
    /// <summary>Whether Open MPI's mpirun started this process.</summary>
    public static bool IsUnderMpirun => Has("OMPI_COMM_WORLD_SIZE");

    /// <summary>Whether Open MPI's mpirun, or Slurm for more than one process by PMIx, started this process.</summary>
    public static bool IsStarted => IsUnderMpirun || (Has("PMIX_RANK") && Number("SLURM_NTASKS") != 1);

    /// <summary>Whether a launcher that knows the older PMI alone started it as one of several, as those of MPICH and Intel MPI.</summary>
    public static bool IsStartedByAnother => !IsStarted && Number("PMI_SIZE") > 1;

    /// <summary>Number of this process, as the launcher says.</summary>
    public static int Rank => Number("OMPI_COMM_WORLD_RANK") ?? Number("PMIX_RANK") ?? Number("PMI_RANK") ?? 0;

    private static int? Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool Has(string name) => Environment.GetEnvironmentVariable(name) is not null;
}
