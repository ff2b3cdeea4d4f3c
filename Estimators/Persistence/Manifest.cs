using System.IO.Compression;
using Microsoft.ML;

namespace Toolkit.Estimators.Persistence;

/// <summary>What a step of a model is.</summary>
internal enum StepKind
{
    /// <summary>A run of ML.NET transforms.</summary>
    Transforms,

    /// <summary>A network that classifies.</summary>
    Network,

    /// <summary>A network whose features are taken.</summary>
    Features,

    /// <summary>A network that says which of several labels an image has.</summary>
    MultiLabel,

    /// <summary>A network that says numbers of an image.</summary>
    Regression,
}

/// <summary>The table of contents of a model archive.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="Version">Version of the format, <see cref="FormatVersion"/> for files written today.</param>
/// <param name="InputSchema">Columns of the data that the model takes.</param>
/// <param name="Steps">The steps in order.</param>
internal sealed record Manifest(string Format, int Version, ColumnRecord[] InputSchema, StepKind[] Steps)
{
    private const string FileName = "manifest.json";
    private const string FormatName = "toolkit-model";
    private const int FormatVersion = 1;

    public static Manifest Of(ColumnRecord[] inputSchema, IReadOnlyList<ITransformer> steps) =>
        new(FormatName, FormatVersion, inputSchema, [.. steps.Select(step => StepForm.Of(step).Kind)]);

    /// <summary>Beginning of the paths of a step's entries.</summary>
    public static string StepPath(int index) => $"steps/{index}";

    public static Manifest Read(ZipArchive archive)
    {
        if (archive.GetEntry(FileName) is null) throw new InvalidDataException(
            $"It has no {FileName}: it is another kind of zip file. A model of ml.Model.Save or SaveForMLNet is read by ml.Model.Load.");
        var manifest = archive.ReadJson<Manifest>(FileName);
        if (manifest.Format != FormatName) throw new InvalidDataException($"Its format is '{manifest.Format}', not '{FormatName}'.");
        if (manifest.Version is < 1 or > FormatVersion)
            throw new InvalidDataException($"Its format has version {manifest.Version}, and this program reads versions 1 to {FormatVersion}.");
        return manifest;
    }

    public void Write(ZipArchive archive) => archive.WriteJson(FileName, this);
}
