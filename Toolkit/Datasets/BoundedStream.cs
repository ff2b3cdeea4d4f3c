namespace Toolkit.Datasets;

/// <summary>Reads no more of a stream than it can rightly hold: a small compressed file may unpack to any size.</summary>
/// <param name="source">Not disposed.</param>
/// <param name="most">The most bytes.</param>
internal sealed class BoundedStream(Stream source, long most) : Stream
{
    private long read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = source.Read(buffer);
        read += count;
        return read <= most ? count : throw new InvalidDataException($"It unpacks to more than {most} bytes.");
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
