using Toolkit.LibTorch;
using TorchSharp;

namespace Toolkit.UnitTests.LibTorch;

/// <summary>The sentence that a program gets whose libtorch cannot be loaded, on systems that are not at hand.</summary>
[TestClass]
public sealed class TorchLoadFailureTests
{
    private const string NotFoundOnLinux = """
        Unable to load shared library 'LibTorchSharp' or one of its dependencies. In order to help diagnose loading problems, consider using a tool like strace. If you're using glibc, consider setting the LD_DEBUG environment variable:
        /app/runtimes/linux-x64/native/LibTorchSharp.so: cannot open shared object file: No such file or directory
        {0}
        /app/libLibTorchSharp: cannot open shared object file: No such file or directory

        """;

    private const string NotFoundOnWindows =
        "Unable to load DLL 'LibTorchSharp' or one of its dependencies: The specified module could not be found. (0x8007007E)";

    [TestMethod]
    [DataRow("linux-x64", ", or TorchSharp-cuda-linux for an NVIDIA GPU.")]
    [DataRow("win-x64", ", or TorchSharp-cuda-windows for an NVIDIA GPU.")]
    [DataRow("win-arm64", ".")]
    [DataRow("osx-arm64", ".")]
    public void WithoutLibTorchItNamesThePackage(string system, string end) => Assert.AreEqual(
        "libtorch, which TorchSharp computes with, is not beside the program: add it to the program's project with " +
        $"'dotnet add package libtorch-cpu-{system} --version 2.10.0'{end}",
        new TorchLoadFailure(system, HasLibTorch: false, NotFoundOnWindows).ToString());

    [TestMethod]
    [DataRow("linux-musl-x64")]
    [DataRow("linux-musl-arm64")]
    [DataRow("linux-arm64")]
    [DataRow("linux-x86")]
    [DataRow("win-x86")]
    [DataRow("osx-x64")]
    [DataRow("freebsd-x64")]
    public void UnsupportedSystemsAreNamedBesideTheSupportedOnes(string system)
    {
        foreach (var hasLibTorch in new[] { false, true })
        {
            Assert.AreEqual(
                $"TorchSharp has no native library for {system}: run the program on linux-x64 with the GNU C library (Debian, Ubuntu and " +
                "others, but not Alpine), win-x64, win-arm64 or osx-arm64.",
                new TorchLoadFailure(system, hasLibTorch, NotFoundOnWindows).ToString());
        }
    }

    [TestMethod]
    public void AnUnmendedLibraryIsToldFromAMissingOne() => Assert.AreEqual(
        "TorchSharp's libLibTorchSharp.so asks for GLIBCXX_3.4.32, which the C++ library of this system (such as Debian 12 or Ubuntu 22.04) " +
        "does not have: the package Toolkit mends the file when the program is built, so reference Toolkit from the program's own project, " +
        "leave ToolkitMendTorchSharp at true, and build the program again.",
        OnLinux("/lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /app/libLibTorchSharp.so)"));

    [TestMethod]
    [DataRow("/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /app/libLibTorchSharp.so)")]
    [DataRow("libgomp-98b21ff3.so.1: cannot open shared object file: No such file or directory")]
    [DataRow("/app/libLibTorchSharp.so: undefined symbol: _ZN5torch3jit5PhaseE")]
    public void OtherReasonsAreTheLoadersOwn(string reason) => Assert.AreEqual(
        "TorchSharp's native library cannot be loaded, though libtorch is beside the program: it needs libtorch 2.10.0 and up-to-date system " +
        $"libraries, and the loader says '{reason}'.",
        OnLinux(reason));

    [TestMethod]
    public void WindowsMayLackTheRuntimeOfVisualCpp() => Assert.AreEqual(
        "TorchSharp's native library cannot be loaded, though libtorch is beside the program: it needs libtorch 2.10.0 and the Microsoft Visual " +
        $"C++ Redistributable, and the loader says '{NotFoundOnWindows}'.",
        new TorchLoadFailure("win-x64", HasLibTorch: true, NotFoundOnWindows).ToString());

    [TestMethod]
    public void TheVersionIsTheOneThatTorchSharpNeeds() => Assert.AreEqual(TorchLoadFailure.LibTorchVersion + ".0", torch.__version__);

    private static string OnLinux(string line) =>
        new TorchLoadFailure("linux-x64", HasLibTorch: true, string.Format(null, NotFoundOnLinux, line)).ToString();
}
