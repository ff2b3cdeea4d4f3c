using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Toolkit.UnitTests.Support;

/// <summary>The read-only data beside the checkout (<c>../shared</c>), which only some machines have.</summary>
internal static class Shared
{
    private static readonly string? Root = Find();

    /// <summary>Path of a file or folder in it; the test is skipped where it is absent.</summary>
    /// <param name="name">As in <c>weights/cifar10-resnet/resnet20-12fca82f.th</c>.</param>
    public static string File(string name)
    {
        var path = Root is null ? null : Path.Combine(Root, name);
        if (!Path.Exists(path)) Assert.Inconclusive($"This test needs ../shared/{name} beside the checkout.");
        return path;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Toolkit.sln")))
                return folder.Parent is { } parent ? Path.Combine(parent.FullName, "shared") : null;
        return null;
    }
}
