using System.Diagnostics;

namespace Toolkit.UnitTests.Support;

/// <summary>A disk of its own for one test, so small that it is soon full. Linux's root alone can make one; for others the test is skipped.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private SmallDisk()
    {
    }

    /// <summary>Makes one of 16 kB.</summary>
    public static SmallDisk Mount()
    {
        var disk = new SmallDisk();
        if (OperatingSystem.IsLinux() && Succeeds("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk.folder.Path)) return disk;
        disk.folder.Dispose();
        Assert.Inconclusive("A small disk can be mounted by Linux's root only.");
        throw new InvalidOperationException();
    }

    public string File(string name) => folder.File(name);

    /// <summary>Names of all files, hidden ones too.</summary>
    public string?[] Files => [.. Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order()];

    public void Dispose()
    {
        Succeeds("umount", folder.Path);
        folder.Dispose();
    }

    private static bool Succeeds(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
