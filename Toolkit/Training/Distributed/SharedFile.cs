namespace Toolkit.Training;

/// <summary>A file of rank 0 that every rank can read, whether or not the hosts share a disk: the others get a copy, which is deleted in the end.</summary>
internal sealed class SharedFile : IDisposable
{
    private const int PieceBytes = 1 << 26;

    private readonly bool isCopy;

    private SharedFile(string path, bool isCopy) => (Path, this.isCopy) = (path, isCopy);

    public string Path { get; }

    /// <summary>Null where rank 0 has no such file.</summary>
    public static SharedFile? Open(IGradientExchange exchange, string path)
    {
        var length = exchange.Share<long>([exchange.Rank == 0 && File.Exists(path) ? new FileInfo(path).Length : -1])[0];
        if (length < 0) return null;
        if (exchange.IsAlone()) return new(path, isCopy: false);
        var file = exchange.Rank == 0 ? new SharedFile(path, isCopy: false) : new(System.IO.Path.GetTempFileName(), isCopy: true);
        try
        {
            Copy(exchange, file.Path, length);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void Copy(IGradientExchange exchange, string path, long length)
    {
        using var stream = exchange.Rank == 0 ? File.OpenRead(path) : File.Create(path);
        var piece = new byte[Math.Min(length, PieceBytes)];
        for (var left = length; left > 0; left -= piece.Length)
        {
            var part = piece.AsSpan(0, (int)Math.Min(left, piece.Length));
            if (exchange.Rank == 0) stream.ReadExactly(part);
            exchange.Broadcast(part);
            if (exchange.Rank > 0) stream.Write(part);
        }
    }

    public void Dispose()
    {
        if (isCopy) File.Delete(Path);
    }
}
