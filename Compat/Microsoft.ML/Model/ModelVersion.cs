namespace Microsoft.ML;

/// <summary>What a saved part is and in which version of its format, as ML.NET's own parts say it of themselves.</summary>
/// <param name="Signature">Eight letters that name the format.</param>
/// <param name="Number">The version of the format, such as 0x00010002.</param>
/// <param name="Loader">The name of the loader, at most 24 letters; it decides what is loaded.</param>
/// <param name="Assembly">The assembly that ML.NET finds the loader in.</param>
internal sealed record ModelVersion(string Signature, uint Number, string Loader, string Assembly = ModelVersion.Data)
{
    public const string Data = "Microsoft.ML.Data", ImageAnalytics = "Microsoft.ML.ImageAnalytics",
        StandardTrainers = "Microsoft.ML.StandardTrainers", Transforms = "Microsoft.ML.Transforms";

    /// <summary>The assembly's name as ML.NET loads it.</summary>
    public string FullAssemblyName => $"{Assembly}, Version=1.0.0.0, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51";

    /// <summary>Checks that a part can be read as this version.</summary>
    public void Check(ModelEntry entry)
    {
        if (entry.Signature != Signature)
            throw ModelArchive.Damaged($"its '{entry.Loader}' has the signature '{entry.Signature}', expected '{Signature}'");
        if (entry.ReadableFrom > Number || entry.Version < Number)
            throw ModelArchive.Damaged(
                $"its '{entry.Loader}' has version {entry.Version:X8}, readable from {entry.ReadableFrom:X8}; this library reads {Number:X8}");
    }
}
