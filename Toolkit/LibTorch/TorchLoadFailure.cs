using System.Runtime.InteropServices;

namespace Toolkit.LibTorch;

/// <summary>Why TorchSharp's native library cannot be loaded.</summary>
/// <param name="System">Operating system and processor of the process, as in <c>linux-x64</c> and <c>linux-musl-x64</c>.</param>
/// <param name="HasLibTorch">Whether libtorch lies beside the program.</param>
/// <param name="LoaderText">What the system's loader says: on Linux one line for each place that it has looked at.</param>
internal sealed record TorchLoadFailure(string System, bool HasLibTorch, string LoaderText)
{
    /// <summary>The version of libtorch that this version of TorchSharp needs.</summary>
    internal const string LibTorchVersion = "2.10.0";

    private const string MissingVersion = "GLIBCXX_3.4.32";

    /// <summary>The systems that TorchSharp has native libraries for, and its package for NVIDIA's GPUs.</summary>
    private static readonly Dictionary<string, string?> Systems = new(StringComparer.Ordinal)
    {
        ["linux-x64"] = "TorchSharp-cuda-linux",
        ["win-x64"] = "TorchSharp-cuda-windows",
        ["win-arm64"] = null,
        ["osx-arm64"] = null,
    };

    /// <summary>What has just happened in this process.</summary>
    /// <param name="error">What the attempt to load the library threw.</param>
    public static TorchLoadFailure Of(Exception error) =>
        new(SystemName(), Folders().Any(folder => File.Exists(Path.Combine(folder, LibTorchFile()))), error.Message);

    /// <summary>One sentence: what is missing, and what to do.</summary>
    public override string ToString()
    {
        if (!Systems.TryGetValue(System, out var cuda)) return Unsupported();
        if (!HasLibTorch) return Missing(cuda);
        return LoaderText.Contains(MissingVersion, StringComparison.Ordinal) ? NotMended() : NotLoadable();
    }

    private string Unsupported() =>
        $"TorchSharp has no native library for {System}: run the program on linux-x64 with the GNU C library (Debian, Ubuntu and others, but " +
        "not Alpine), win-x64, win-arm64 or osx-arm64.";

    private string Missing(string? cuda) =>
        "libtorch, which TorchSharp computes with, is not beside the program: add it to the program's project with " +
        $"'dotnet add package libtorch-cpu-{System} --version {LibTorchVersion}'" +
        (cuda is null ? "." : $", or {cuda} for an NVIDIA GPU.");

    private static string NotMended() =>
        $"TorchSharp's libLibTorchSharp.so asks for {MissingVersion}, which the C++ library of this system (such as Debian 12 or Ubuntu 22.04) " +
        "does not have: the package Toolkit mends the file when the program is built, so reference Toolkit from the program's own project, " +
        "leave ToolkitMendTorchSharp at true, and build the program again.";

    private string NotLoadable() =>
        $"TorchSharp's native library cannot be loaded, though libtorch is beside the program: it needs libtorch {LibTorchVersion} and " +
        (System.StartsWith("win", StringComparison.Ordinal) ? "the Microsoft Visual C++ Redistributable" : "up-to-date system libraries") +
        $", and the loader says '{Reason()}'.";

    /// <summary>The loader's first line that is not about a place where the library does not lie.</summary>
    private string Reason()
    {
        var lines = LoaderText.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Skip(1).FirstOrDefault(line => !(line.Contains("LibTorchSharp", StringComparison.Ordinal)
            && line.EndsWith("No such file or directory", StringComparison.Ordinal))) ?? lines[0];
    }

    private static string SystemName()
    {
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        if (OperatingSystem.IsWindows()) return $"win-{architecture}";
        if (OperatingSystem.IsMacOS()) return $"osx-{architecture}";
        if (!OperatingSystem.IsLinux()) return RuntimeInformation.RuntimeIdentifier;
        var isGlibc = NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "gnu_get_libc_version", out _);
        return isGlibc ? $"linux-{architecture}" : $"linux-musl-{architecture}";
    }

    private static string LibTorchFile()
    {
        if (OperatingSystem.IsWindows()) return "torch_cpu.dll";
        return OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";
    }

    /// <summary>Where .NET looks for native libraries.</summary>
    private static IEnumerable<string> Folders()
    {
        var folders = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append(AppContext.BaseDirectory);
    }
}
