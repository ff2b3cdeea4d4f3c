using System.Reflection;
using TorchSharp;

namespace Toolkit.UnitTests.Support;

/// <summary>NuGet's cache of packages, which the tests were built from.</summary>
internal static class PackageCache
{
    /// <summary>TorchSharp's native library for Linux as it is shipped; the test is skipped where it is not there.</summary>
    public static string RequireTorchSharpLibrary()
    {
        var version = typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        var file = Path.Combine(Folder(), "torchsharp", version, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        if (!File.Exists(file)) Assert.Inconclusive($"{file} is absent.");
        return file;
    }

    private static string Folder() => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
