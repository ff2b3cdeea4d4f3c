using Toolkit.Networks;
using Toolkit.StateDicts;

namespace Toolkit.Pretrained;

/// <summary>
/// Finds files that NuGet packages copy beside a program: in the program's own folder, else in NuGet's folder of unpacked packages,
/// where a package's <c>tools</c> have the same layout.
/// </summary>
/// <param name="program">Folder of the program.</param>
/// <param name="cache">NuGet's folder of packages.</param>
internal sealed class PackageFiles(string program, string cache)
{
    /// <summary>This program's folder, and the packages of the environment's user.</summary>
    public static PackageFiles Default { get; } = new(AppContext.BaseDirectory, CacheFrom(Environment.GetEnvironmentVariable));

    /// <summary>The folder that NuGet unpacks packages into.</summary>
    /// <param name="variable">Yields an environment variable, or null.</param>
    public static string CacheFrom(Func<string, string?> variable) => variable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The file of an entry that has a <see cref="WeightsEntry.PackageFile"/>; of several versions in the cache, the newest one's.</summary>
    /// <exception cref="WeightsException">It is in neither folder.</exception>
    public string Locate(WeightsEntry entry) => Find(entry) ?? throw new WeightsException(
        $"{entry.Name} is the file {entry.PackageFile} of the package {entry.Package}, which is neither in '{program}' nor in '{cache}': "
        + $"add the package to the project (dotnet add package {entry.Package}) and build it again.");

    /// <summary>The same; null where it is in neither folder.</summary>
    public string? Find(WeightsEntry entry)
    {
        var file = Path.Combine(program, entry.PackageFile!);
        if (File.Exists(file)) return file;
        var package = Path.Combine(cache, entry.Package!.ToLowerInvariant());
        var versions = Directory.Exists(package) ? Directory.GetDirectories(package) : [];
        return versions.OrderByDescending(VersionOf).Select(version => Path.Combine(version, "tools", entry.PackageFile!)).FirstOrDefault(File.Exists);
    }

    private static Version VersionOf(string folder) =>
        Version.TryParse(Path.GetFileName(folder).Split('-')[0], out var version) ? version : new Version();
}
