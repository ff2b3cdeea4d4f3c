using System.IO.Compression;
using Microsoft.ML;
using Toolkit.Estimators.Scoring;

namespace Toolkit.Estimators.Persistence;

/// <summary>How one kind of steps is written into a model archive and read from it. A new kind is a line here.</summary>
/// <param name="Kind">Its name in the manifest.</param>
/// <param name="Holds">Whether a step is of the kind.</param>
/// <param name="Save">Writes the entries of a step below a path.</param>
/// <param name="Load">Reads them again.</param>
internal sealed record StepForm(
    StepKind Kind, Func<ITransformer, bool> Holds, Action<MLContext, ZipArchive, ITransformer, string> Save,
    Func<MLContext, ZipArchive, string, EngineChoice, ITransformer> Load)
{
    private static readonly StepForm[] All =
    [
        new(StepKind.Network, step => step is ImageClassificationTransformer,
            (_, archive, step, path) => ((ImageNetworkTransformer)step).Save(archive, path),
            (_, archive, path, engine) => ImageClassificationTransformer.Load(archive, path, engine)),
        new(StepKind.Features, step => step is ImageFeaturizingTransformer,
            (_, archive, step, path) => ((ImageNetworkTransformer)step).Save(archive, path),
            (_, archive, path, engine) => ImageFeaturizingTransformer.Load(archive, path, engine)),
        new(StepKind.MultiLabel, step => step is ImageMultiLabelTransformer,
            (_, archive, step, path) => ((ImageNetworkTransformer)step).Save(archive, path),
            (_, archive, path, engine) => ImageMultiLabelTransformer.Load(archive, path, engine)),
        new(StepKind.Regression, step => step is ImageRegressionTransformer,
            (_, archive, step, path) => ((ImageNetworkTransformer)step).Save(archive, path),
            (_, archive, path, engine) => ImageRegressionTransformer.Load(archive, path, engine)),
        new(StepKind.Transforms, _ => true,
            (ml, archive, step, path) => archive.WriteEntry(TransformsPath(path), stream => ml.Model.Save(step, null, stream)),
            (ml, archive, path, _) => ml.Model.Load(new MemoryStream(archive.ReadEntry(TransformsPath(path))), out DataViewSchema _)),
    ];

    public static StepForm Of(ITransformer step) => All.First(form => form.Holds(step));

    /// <exception cref="InvalidDataException">There is no such kind.</exception>
    public static StepForm Of(StepKind kind) =>
        Array.Find(All, form => form.Kind == kind) ?? throw new InvalidDataException($"There is no kind of step {(int)kind}.");

    private static string TransformsPath(string stepPath) => $"{stepPath}/transforms.zip";
}
