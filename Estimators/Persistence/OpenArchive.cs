using System.IO.Compression;

namespace Toolkit.Estimators.Persistence;

/// <summary>A model archive that is being read.</summary>
/// <param name="Zip">Its entries.</param>
/// <param name="File">The file itself.</param>
internal sealed record OpenArchive(ZipArchive Zip, FileStream File);
