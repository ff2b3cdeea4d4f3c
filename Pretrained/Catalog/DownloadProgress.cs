namespace Toolkit.Pretrained;

/// <summary>How far a download is.</summary>
/// <param name="FileName">The file that is being downloaded.</param>
/// <param name="BytesDone">Bytes that have come, those of an earlier, interrupted download included.</param>
/// <param name="BytesTotal">Bytes of the whole file.</param>
public readonly record struct DownloadProgress(string FileName, long BytesDone, long BytesTotal);
