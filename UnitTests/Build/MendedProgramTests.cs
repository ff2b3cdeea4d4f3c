using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Build;

/// <summary>
/// What the package Toolkit adds to the build of a program: the native library of TorchSharp beside it is mended however the program is
/// built and published, and the one in the package cache is not touched.
/// </summary>
[TestClass]
public sealed class MendedProgramTests
{
    private const string Library = "libLibTorchSharp.so", InRuntimes = $"runtimes/linux-x64/native/{Library}";

    private readonly TemporaryFolder folder = new();
    private byte[] shipped = [];

    [TestInitialize]
    public void WriteProgram()
    {
        shipped = File.ReadAllBytes(PackageCache.RequireTorchSharpLibrary());
        var packages = Repository.File("Directory.Packages.props");
        File.WriteAllText(folder.File("Directory.Packages.props"), $"""<Project><Import Project="{packages}" /></Project>""");
        File.WriteAllText(folder.File("program.cs"), "System.Console.WriteLine(typeof(TorchSharp.torch).Assembly.GetName().Name);");
        File.WriteAllText(folder.File("program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <CreateHardLinksForCopyLocalIfPossible>true</CreateHardLinksForCopyLocalIfPossible>
                <EnableSingleFileAnalyzer>false</EnableSingleFileAnalyzer>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Microsoft.ML.ImageAnalytics" />
                <PackageReference Include="TorchSharp" />
              </ItemGroup>
              <Import Project="{Repository.File("Toolkit/buildTransitive/Toolkit.targets")}" />
            </Project>
            """);
    }

    [TestCleanup]
    public void CheckCacheAndDeleteFolder()
    {
        folder.Dispose();
        CollectionAssert.AreEqual(shipped, File.ReadAllBytes(PackageCache.RequireTorchSharpLibrary()), "The package cache has changed.");
    }

    [TestMethod]
    [TestCategory("Full")]
    public void BuildsMendOnceAndOnlyWhereAsked()
    {
        Dotnet("build", "-p:ToolkitMendTorchSharp=false", "--output", folder.File("left"));
        CollectionAssert.AreEqual(shipped, Read($"left/{InRuntimes}"));
        Dotnet("msbuild", "-t:ResolvePackageAssets", "-p:DesignTimeBuild=true"); // as an editor does
        Assert.IsEmpty(MendedFiles());

        Dotnet("build", "--output", folder.File("mended"));
        AssertMended($"mended/{InRuntimes}");
        var (file, written) = (MendedFiles().Single(), File.GetLastWriteTimeUtc(MendedFiles().Single()));
        string[] asLinks = ["-p:CreateSymbolicLinksForCopyLocalIfPossible=true", "-p:CreateHardLinksForCopyLocalIfPossible=false"];
        Dotnet(["build", .. asLinks, "--output", folder.File("linked")]);
        AssertMended($"linked/{InRuntimes}");
        Assert.AreEqual(written, File.GetLastWriteTimeUtc(file), "A second build has mended again.");

        Dotnet("clean", "--output", folder.File("linked"));
        Assert.IsEmpty(MendedFiles());
    }

    [TestMethod]
    [TestCategory("Full")]
    public void PublishedProgramsAreMended()
    {
        if (!OperatingSystem.IsLinux()) Assert.Inconclusive("Elsewhere, publishing for Linux needs a package of the host.");
        string[] linux = ["publish", "--runtime", "linux-x64", "--no-self-contained"];
        Dotnet([.. linux, "--output", folder.File("folder")]);
        AssertMended($"folder/{Library}");
        Dotnet([.. linux, "-p:CopyLocalLockFileAssemblies=false", "-p:IntermediateOutputPath=obj/other/", "--output", folder.File("not-copied")]);
        AssertMended($"not-copied/{Library}");
        Dotnet([.. linux, "-p:PublishSingleFile=true", "--output", folder.File("single")]);
        AssertMended($"single/{Library}");
        Dotnet([.. linux, "-p:PublishSingleFile=true", "-p:IncludeNativeLibrariesForSelfExtract=true", "--output", folder.File("bundle")]);
        Assert.IsFalse(File.Exists(folder.File($"bundle/{Library}")));
        Assert.IsGreaterThan(0, Read("bundle/program").AsSpan().IndexOf(Read($"folder/{Library}")), "The bundle has another library.");
    }

    private IEnumerable<string> MendedFiles() => Directory.Exists(folder.File("obj"))
        ? Directory.EnumerateFiles(folder.File("obj"), Library, SearchOption.AllDirectories)
        : [];

    private void AssertMended(string path)
    {
        var mended = Read(path);
        Assert.HasCount(shipped.Length, mended);
        var changed = Enumerable.Range(0, shipped.Length).Where(i => shipped[i] != mended[i]).ToArray();
        Assert.HasCount(1, changed, path);
        Assert.AreEqual(shipped[changed[0]] | 2, mended[changed[0]], path);
    }

    private byte[] Read(string path) => File.ReadAllBytes(folder.File(path));

    private void Dotnet(params string[] arguments)
    {
        var (exitCode, output, errors) = DotnetProcess.RunCommand(folder.Path, [.. arguments, "-nologo", "-nodeReuse:false"]);
        Assert.AreEqual(0, exitCode, $"dotnet {string.Join(' ', arguments)}\n{output}{errors}");
    }
}
