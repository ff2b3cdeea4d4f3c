using System.ComponentModel;
using System.Diagnostics;

namespace Toolkit.Samples.Classics.Training;

/// <summary>A checkpoint of random weights that torchvision writes.</summary>
internal static class TorchvisionFile
{
    private const string Script = "import sys, torch, torchvision; torch.save(getattr(torchvision.models, sys.argv[1])().state_dict(), sys.argv[2])";

    // Debian's packages belong to the system's Python, which need not be the first one in the path.
    private static readonly string[] Interpreters = ["/usr/bin/python3", "python3", "python"];

    /// <summary>Has the file written, uses it and deletes it.</summary>
    /// <param name="network">Name in <c>torchvision.models</c>.</param>
    /// <param name="use">Gets the file's path.</param>
    /// <exception cref="InvalidOperationException">There is no Python with torchvision.</exception>
    public static T Use<T>(string network, Func<string, T> use)
    {
        var folder = Directory.CreateTempSubdirectory("classics-");
        try
        {
            var path = Path.Combine(folder.FullName, $"{network}.pth");
            if (Interpreters.Any(interpreter => Write(interpreter, network, path))) return use(path);
            throw new InvalidOperationException(
                "There is no Python with torchvision to write the file. Install it (pip install torchvision), "
                + "or put torchvision's trained file into PyTorch's cache.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool Write(string interpreter, string network, string path)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(interpreter, ["-c", Script, network, path]) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false; // no such program
        }
    }
}
