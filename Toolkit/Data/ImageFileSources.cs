using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>A tree of files, in a folder or in a zip file.</summary>
internal interface IImageFileSource : IDisposable
{
    /// <summary>Every file and every empty folder (with '/' at its end), relative to the root and with '/' between the parts.</summary>
    IReadOnlyList<string> Paths { get; }

    /// <summary>What messages call a file.</summary>
    string NameOf(string path);

    /// <summary>The content of a file. Safe to call from several threads.</summary>
    /// <exception cref="UnreadableImageException">It cannot be read.</exception>
    byte[] Read(string path);

    /// <summary>The first bytes of a file, <see cref="FileBeginning.Length"/> if it has so many; none where it cannot be read.</summary>
    byte[] ReadStart(string path);
}

/// <summary>Files in a folder and in the folders below it.</summary>
internal sealed class FolderFiles : IImageFileSource
{
    private readonly string root;

    public FolderFiles(string root)
    {
        this.root = root;
        Paths = [.. FolderTree.Of(root).Select(Relative)];
    }

    public IReadOnlyList<string> Paths { get; }

    public string NameOf(string path) => Path.Combine(root, path);

    public byte[] Read(string path) => ImageFile.Read(NameOf(path));

    public byte[] ReadStart(string path)
    {
        try
        {
            return ImageFile.ReadEnds(NameOf(path), FileBeginning.Length).Start;
        }
        catch (UnreadableImageException)
        {
            return [];
        }
    }

    public void Dispose()
    {
    }

    private string Relative(string path) => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');
}
