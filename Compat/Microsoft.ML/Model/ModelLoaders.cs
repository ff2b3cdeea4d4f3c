using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML;

/// <summary>All transformers that can be loaded, by the name that they are saved under. A model can name these and nothing else.</summary>
internal static class ModelLoaders
{
    private const string ChainName = "Chain";

    private static readonly Dictionary<string, (int Version, Loader Load)> All = new(StringComparer.Ordinal)
    {
        [ChainName] = (1, LoadChain),
        [ColumnCopyingTransformer.LoaderName] = (1, ColumnCopyingTransformer.Load),
        [ValueToKeyMappingTransformer.LoaderName] = (1, ValueToKeyMappingTransformer.Load),
        [ColumnConcatenatingTransformer.LoaderName] = (1, ColumnConcatenatingTransformer.Load),
        [ColumnSelectingTransformer.LoaderName] = (1, ColumnSelectingTransformer.Load),
        [NormalizingTransformer.LoaderName] = (1, NormalizingTransformer.Load),
        [CustomMappingLoader.LoaderName] = (1, CustomMappingLoader.Load),
        [MulticlassPrediction.LoaderName] = (1, MulticlassPrediction.Load),
        [KeyToValueMappingTransformer.LoaderName] = (1, KeyToValueMappingTransformer.Load),
        [ImageLoadingTransformer.LoaderName] = (1, ImageLoadingTransformer.Load),
        [ImageResizingTransformer.LoaderName] = (1, ImageResizingTransformer.Load),
        [ImageGrayscalingTransformer.LoaderName] = (1, ImageGrayscalingTransformer.Load),
        [ImagePixelExtractingTransformer.LoaderName] = (1, ImagePixelExtractingTransformer.Load),
        [VectorToImageConvertingTransformer.LoaderName] = (1, VectorToImageConvertingTransformer.Load),
    };

    private delegate ITransformer Loader(IHostEnvironment environment, ModelLoadContext context);

    /// <summary>Reads the transformer at <paramref name="context"/>.</summary>
    public static ITransformer Load(IHostEnvironment environment, ModelLoadContext context)
    {
        if (!All.TryGetValue(context.LoaderName, out var loader))
            throw ModelArchive.Damaged(
                $"it holds a transformer '{context.LoaderName}', which is none of: {string.Join(", ", All.Keys.Order())}");
        if (context.Version < 1 || context.Version > loader.Version)
            throw ModelArchive.Damaged(
                $"its '{context.LoaderName}' has version {context.Version}, and this library reads versions 1 to {loader.Version}");
        return loader.Load(environment, context);
    }

    /// <summary>Writes the transformers of a chain.</summary>
    public static void SaveChain(ModelSaveContext context, ITransformerChain chain)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Begin(ChainName, version: 1);
        context.Writer.Write(chain.Links.Count);
        for (int i = 0; i < chain.Links.Count; i++)
        {
            context.Writer.Write((int)chain.Links[i].Scope);
            context.SavePart(chain.Links[i].Transformer, PartName(i));
        }
    }

    private static TransformerChain<ITransformer> LoadChain(IHostEnvironment environment, ModelLoadContext context)
    {
        var transformers = new ITransformer[context.ReadCount(bytesEach: sizeof(int))];
        var scopes = new TransformerScope[transformers.Length];
        for (int i = 0; i < transformers.Length; i++)
        {
            scopes[i] = (TransformerScope)context.Reader.ReadInt32();
            using var part = context.OpenPart(PartName(i));
            transformers[i] = Load(environment, part);
        }
        return new TransformerChain<ITransformer>(transformers, scopes);
    }

    private static string PartName(int index) => $"transformer_{index:000}";
}
