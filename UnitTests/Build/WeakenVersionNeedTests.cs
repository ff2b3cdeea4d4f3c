using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Build;

/// <summary>The build's task that makes a library's need of one version weak, on files that were made for this.</summary>
[TestClass]
public sealed class WeakenVersionNeedTests
{
    private const string Version = "GLIBCXX_3.4.32";

    private static readonly ElfFile Needing = new(
        ("libc.so.6", ["GLIBC_2.14", "GLIBC_2.34"]), ("libstdc++.so.6", ["GLIBCXX_3.4.30", Version, "GLIBCXX_3.4.3", "CXXABI_1.3"]));

    private static readonly ElfFile Other = new(("libc.so.6", ["GLIBC_2.14"]), ("libstdc++.so.6", ["GLIBCXX_3.4.3", "GLIBCXX_3.4.321"]));

    private static readonly byte[] Text = [.. "Not a library, and it names GLIBCXX_3.4.32."u8, .. new byte[100]];

    private static TemporaryFolder folder = null!;
    private static string output = "";

    /// <summary>All cases in one run of MSBuild, which takes seconds to start.</summary>
    [ClassInitialize]
    public static void RunTheTask(TestContext context)
    {
        folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("in"));
        Give("needing", Needing.ToArray());
        Give("linked", Needing.ToArray());
        Give("symbolic", Needing.ToArray());
        Give("other", Other.ToArray());
        Give("text", Text);
        Give("32-bit", [.. Needing.ToArray().Select((value, i) => i == 4 ? (byte)1 : value)]);
        Give("damaged", Needing.Damaged());
        Give("cut", Needing.ToArray()[..0x210]);
        File.WriteAllText(folder.File("run.proj"), Project(Repository.File("Toolkit/buildTransitive/Toolkit.targets")));
        var run = DotnetProcess.RunCommand(folder.Path, "msbuild", "run.proj", "-nologo", "-nodeReuse:false");
        output = run.Output + run.Errors;
    }

    [ClassCleanup]
    public static void DeleteFolder() => folder.Dispose();

    [TestMethod]
    public void TheFlagIsSetInThatEntryAlone()
    {
        CollectionAssert.AreEqual(Needing.WithWeak(Version), Read("out/needing"), output);
        Assert.AreEqual(1, Needing.ToArray().Zip(Read("out/needing")).Count(pair => pair.First != pair.Second));
    }

    [TestMethod]
    public void TwiceIsTheSameAsOnce() => CollectionAssert.AreEqual(Read("out/needing"), Read("again/needing"), output);

    [TestMethod]
    public void AFileWithoutTheEntryIsCopied() => CollectionAssert.AreEqual(Other.ToArray(), Read("out/other"), output);

    [TestMethod]
    public void WhatIsNo64BitElfFileIsCopied()
    {
        CollectionAssert.AreEqual(Text, Read("out/text"), output);
        CollectionAssert.AreEqual(Read("in/32-bit"), Read("out/32-bit"), output);
    }

    [TestMethod]
    [DataRow("linked")]
    [DataRow("symbolic")]
    public void ADestinationThatIsALinkLeavesTheSourceAsItWas(string name)
    {
        CollectionAssert.AreEqual(Needing.ToArray(), Read($"in/{name}"), output);
        CollectionAssert.AreEqual(Needing.WithWeak(Version), Read($"out/{name}"), output);
    }

    [TestMethod]
    [DataRow("damaged", "nothing is loaded at 1879048192.")]
    [DataRow("cut", "")]
    public void ADamagedFileIsNamedAndNotCopied(string name, string reason)
    {
        StringAssert.Contains(output, $"{folder.File($"in/{name}")} is damaged: {reason}");
        Assert.IsFalse(File.Exists(folder.File($"out/{name}")));
    }

    [TestMethod]
    public void NothingElseIsLeftBehind() => CollectionAssert.AreEquivalent(
        new[] { "32-bit", "linked", "needing", "other", "symbolic", "text" },
        Directory.EnumerateFiles(folder.File("out")).Select(Path.GetFileName).ToArray());

    private static void Give(string name, byte[] content) => File.WriteAllBytes(folder.File($"in/{name}"), content);

    private static byte[] Read(string path) => File.ReadAllBytes(folder.File(path));

    private static string Project(string targets) => $"""
        <Project DefaultTargets="Run">
          <Import Project="{targets}" />
          <Target Name="Run">
            <ItemGroup><File Include="in/*" /></ItemGroup>
            <Copy SourceFiles="in/linked" DestinationFiles="out/linked" UseHardlinksIfPossible="true" />
            <Copy SourceFiles="in/symbolic" DestinationFiles="out/symbolic" UseSymboliclinksIfPossible="true" />
            <WeakenVersionNeed Source="%(File.FullPath)" Destination="out/%(File.Filename)" Version="{Version}" ContinueOnError="true" />
            <WeakenVersionNeed Source="out/needing" Destination="again/needing" Version="{Version}" />
          </Target>
        </Project>
        """;
}
