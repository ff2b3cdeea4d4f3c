using Microsoft.ML;
using Microsoft.ML.Runtime;
using Toolkit.Estimators.Images;
using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;
using Toolkit.Images;
using Toolkit.LibTorch;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.StateDicts;

namespace Toolkit.Estimators;

/// <summary>Turns images into the features of a trained network; fitting only loads the weights.</summary>
public sealed class ImageFeaturizingEstimator : IEstimator<ImageFeaturizingTransformer>
{
    private readonly MLContext ml;
    private readonly string network;
    private readonly Weights weights;
    private readonly FeaturizingOptions options;
    private readonly InputSpec? inputSpec;

    internal ImageFeaturizingEstimator(MLContext ml, string network, Weights weights, FeaturizingOptions options, InputSpec? inputSpec)
    {
        NetworkCatalog.CheckName(network);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentException.ThrowIfNullOrEmpty(options.FeaturesColumnName, "outputColumnName");
        ArgumentException.ThrowIfNullOrEmpty(options.ImageColumnName, "inputColumnName");
        (this.ml, this.network, this.weights, this.options, this.inputSpec) = (ml, network, weights, options, inputSpec);
    }

    /// <summary>The input's columns, and the features: a vector of floats of known size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or holds no images.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ImageColumn.Check(inputSchema, options.ImageColumnName);
        return inputSchema.WithVector(ml, options.FeaturesColumnName);
    }

    /// <summary>Loads the weights.</summary>
    /// <param name="input">Only its schema is looked at.</param>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or holds no images.</exception>
    /// <exception cref="WeightsException">The weights cannot be read or do not fit the network.</exception>
    /// <exception cref="TorchLibraryException">libtorch is missing or cannot be loaded; the message says what to do.</exception>
    public ImageFeaturizingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ImageColumn.Find(input.Schema, options.ImageColumnName, options.PixelOrder);
        using var channel = ((IHostEnvironment)ml).Register(nameof(ImageFeaturizingEstimator)).Start("Loading");

        var device = ComputeDevice.Choose(ml, channel);
        return new ImageFeaturizingTransformer(PretrainedNetwork.CreateBackbone(network, weights, inputSpec, channel), options, device);
    }
}
