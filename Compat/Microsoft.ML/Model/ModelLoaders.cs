using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML;

/// <summary>All transformers that can be loaded. A model can name these and nothing else.</summary>
internal static class ModelLoaders
{
    private static readonly ModelVersion Chain = new("XF CHAIN", 0x00010001, "TransformerChain");

    private static readonly Dictionary<string, (ModelVersion Version, Loader Load)> All = new (ModelVersion Version, Loader Load)[]
    {
        (Chain, LoadChain),
        (ColumnCopyingTransformer.Version, ColumnCopyingTransformer.Load),
        (ValueToKeyMappingTransformer.Version, ValueToKeyMappingTransformer.Load),
        (ColumnConcatenatingTransformer.Version, ColumnConcatenatingTransformer.Load),
        (ColumnSelectingTransformer.Version, ColumnSelectingTransformer.Load),
        (NormalizingTransformer.Version, NormalizingTransformer.Load),
        (CustomMappingLoader.Version, CustomMappingLoader.Load),
        (MulticlassPrediction.Version, MulticlassPrediction.Load),
        (KeyToValueMappingTransformer.Version, KeyToValueMappingTransformer.Load),
        (ImageLoadingTransformer.Version, ImageLoadingTransformer.Load),
        (ImageResizingTransformer.Version, ImageResizingTransformer.Load),
        (ImageGrayscalingTransformer.Version, ImageGrayscalingTransformer.Load),
        (ImagePixelExtractingTransformer.Version, ImagePixelExtractingTransformer.Load),
        (VectorToImageConvertingTransformer.Version, VectorToImageConvertingTransformer.Load),
    }.ToDictionary(loader => loader.Version.Loader, StringComparer.Ordinal);

    private delegate ITransformer Loader(IHostEnvironment environment, ModelLoadContext context);

    /// <summary>Reads the transformer at <paramref name="context"/>.</summary>
    public static ITransformer Load(IHostEnvironment environment, ModelLoadContext context)
    {
        if (!All.TryGetValue(context.Entry.Loader, out var loader))
            throw ModelArchive.Damaged(
                $"it holds a transformer '{context.Entry.Loader}', which is none of: {string.Join(", ", All.Keys.Order())}");
        loader.Version.Check(context.Entry);
        var transformer = loader.Load(environment, context);
        context.End();
        return transformer;
    }

    /// <summary>Writes the transformers of a chain.</summary>
    public static void SaveChain(ModelSaveContext context, ITransformerChain chain)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Begin(Chain);
        context.Writer.Write(chain.Links.Count);
        for (int i = 0; i < chain.Links.Count; i++)
        {
            context.Writer.Write((int)chain.Links[i].Scope);
            context.SavePart(chain.Links[i].Transformer, PartName(i));
        }
    }

    private static TransformerChain<ITransformer> LoadChain(IHostEnvironment environment, ModelLoadContext context)
    {
        var transformers = new ITransformer[context.ReadCount()];
        var scopes = new TransformerScope[transformers.Length];
        for (int i = 0; i < transformers.Length; i++)
        {
            scopes[i] = (TransformerScope)context.Reader.ReadInt32();
            using var part = context.OpenPart(PartName(i));
            transformers[i] = Load(environment, part);
        }
        return new TransformerChain<ITransformer>(transformers, scopes);
    }

    private static string PartName(int index) => $"Transform_{index:000}";
}
