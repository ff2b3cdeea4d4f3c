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

/// <summary>Classifies images with a trained network; fitting only loads the weights.</summary>
public sealed class ImageClassificationEstimator : IEstimator<ImageClassificationTransformer>
{
    private readonly MLContext ml;
    private readonly string network;
    private readonly Weights weights;
    private readonly ClassLabels labels;
    private readonly ScoringOptions options;
    private readonly InputSpec? inputSpec;

    internal ImageClassificationEstimator(
        MLContext ml, string network, Weights weights, IReadOnlyList<string>? classNames, ScoringOptions options, InputSpec? inputSpec)
    {
        NetworkCatalog.CheckName(network);
        ArgumentNullException.ThrowIfNull(weights);
        var names = classNames ?? weights.Entry?.ClassNames ?? [];
        if (names.Count < 2)
            throw new ArgumentException(
                $"A classifier needs at least 2 class names, but got {names.Count}. Give one for each output of the network; only weights of "
                + "the catalog that were trained on ImageNet bring theirs.", nameof(classNames));
        (this.ml, this.network, this.weights, this.options, this.inputSpec) = (ml, network, weights, options, inputSpec);
        labels = ClassLabels.FromNames(names);
    }

    /// <summary>The input's columns, <c>Score</c> and <c>PredictedLabel</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or holds no images.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ImageColumn.Check(inputSchema, options.ImageColumnName);
        return inputSchema.WithVector(ml, options.ScoreColumnName).WithKey(ml, options.PredictedLabelColumnName);
    }

    /// <summary>Loads the weights.</summary>
    /// <param name="input">Only its schema is looked at.</param>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or holds no images.</exception>
    /// <exception cref="WeightsException">The weights cannot be read or do not fit the network and its number of classes.</exception>
    /// <exception cref="TorchLibraryException">libtorch is missing or cannot be loaded; the message says what to do.</exception>
    public ImageClassificationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ImageColumn.Find(input.Schema, options.ImageColumnName, options.PixelOrder);
        using var channel = ((IHostEnvironment)ml).Register(nameof(ImageClassificationEstimator)).Start("Loading");

        var device = ComputeDevice.Choose(ml, channel);
        var loaded = PretrainedNetwork.CreateTrained(network, weights, labels.Names.Count, inputSpec, channel);
        return new ImageClassificationTransformer(loaded, labels, options, device);
    }
}
