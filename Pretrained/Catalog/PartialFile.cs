using System.Security.Cryptography;

namespace Toolkit.Pretrained;

/// <summary>
/// What has come of a download so far, in <c>NAME.partial</c> beside the final file. It is locked against other processes, outlives
/// a failure, and becomes the final file by a rename.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string path, finalPath;
    private readonly FileStream stream;

    private PartialFile(string path, string finalPath, FileStream stream) =>
        (this.path, this.finalPath, this.stream) = (path, finalPath, stream);

    /// <summary>Bytes that have come.</summary>
    public long Length => stream.Length;

    /// <summary>Opens what an earlier download has left, or an empty file; waits while another process downloads the same file.</summary>
    public static PartialFile Open(string finalPath, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(200);
        var path = finalPath + ".partial";
        // Windows renames an open file only if it was opened with Delete; elsewhere only None keeps others out.
        var share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;
        while (true)
        {
            try
            {
                var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, 1 << 16);
                stream.Seek(0, SeekOrigin.End);
                return new PartialFile(path, finalPath, stream);
            }
            catch (IOException e) when (IsLockedByAnother(e))
            {
                cancellationToken.WaitHandle.WaitOne(pause);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    public void Append(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

    public void Clear() => stream.SetLength(0);

    /// <summary>Whether the SHA-256 of what has come begins with <paramref name="prefix"/>.</summary>
    public bool HasHash(string prefix, out string hash)
    {
        stream.Position = 0;
        hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        return hash.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Gives the file its final name.</summary>
    public void Complete()
    {
        stream.Flush(flushToDisk: true);
        File.Move(path, finalPath, overwrite: true);
    }

    /// <summary>Unlocks the file; an empty one is removed.</summary>
    public void Dispose()
    {
        if (stream.Length == 0) File.Delete(path);
        stream.Dispose();
    }

    private static bool IsLockedByAnother(IOException e)
    {
        const int windowsSharingViolation = 32, linuxWouldBlock = 11, macWouldBlock = 35;
        return (e.HResult & 0xFFFF) is windowsSharingViolation or linuxWouldBlock or macWouldBlock;
    }
}
