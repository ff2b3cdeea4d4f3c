using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Data;

/// <summary>Makes an <see cref="ImageLoadingTransformer"/>; does not look at the data.</summary>
public sealed class ImageLoadingEstimator : TrivialEstimator<ImageLoadingTransformer>
{
    private readonly IReadOnlyList<InputOutputColumnPair> columns;

    /// <param name="environment">The context.</param>
    /// <param name="imageFolder">What relative paths start from; null or empty for the current folder.</param>
    /// <param name="decode">Whether files become images; otherwise bytes.</param>
    /// <param name="columns">Output and input columns.</param>
    /// <exception cref="ArgumentException">The folder does not exist.</exception>
    internal ImageLoadingEstimator(
        IHostEnvironment environment, string? imageFolder, bool decode, params IReadOnlyList<InputOutputColumnPair> columns)
        : base(
            environment.Register(nameof(ImageLoadingEstimator)),
            new ImageLoadingTransformer(environment, FullFolder(imageFolder), decode, columns))
    {
        this.columns = columns;
    }

    /// <summary>The input's columns, and the images or bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or is no text.</exception>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(columns.Select(pair =>
        {
            var input = inputSchema.FindColumn(pair.InputColumnName);
            if (input.ItemType is not TextDataViewType || input.Kind != SchemaShape.Column.VectorKind.Scalar)
                throw Errors.SchemaMismatch("input", input.Name, TextDataViewType.Instance.ToString(), input.TypeString);
            return SchemaShape.Column.Create(pair.OutputColumnName, Transformer.OutputType);
        }));
    }

    private static string? FullFolder(string? imageFolder)
    {
        if (string.IsNullOrEmpty(imageFolder)) return null;
        if (Directory.Exists(imageFolder)) return Path.GetFullPath(imageFolder);
        throw new ArgumentException($"Directory \"{imageFolder}\" does not exist.", nameof(imageFolder));
    }
}
