using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Pretrained;

/// <summary>The checkpoints that <c>checkpoints.py</c> writes, once for all tests.</summary>
internal static class Checkpoints
{
    private static readonly Lazy<TemporaryFolder> Written = new(Write);

    /// <summary>The folder with <c>good/</c> and <c>bad/</c>.</summary>
    public static string Folder => Written.Value.Path;

    /// <summary>Whether a command in one of the hostile files has run.</summary>
    public static bool AnythingWasRun => File.Exists(Path.Combine(Folder, "marker"));

    public static string Good(string name) => Path.Combine(Folder, "good", name);

    public static string Bad(string name) => Path.Combine(Folder, "bad", name);

    private static TemporaryFolder Write()
    {
        var folder = AfterAllTests.Dispose(new TemporaryFolder());
        Python.Run("Pretrained/checkpoints.py", folder.Path);
        return folder;
    }
}
