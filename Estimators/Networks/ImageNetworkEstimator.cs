using Microsoft.ML;
using Microsoft.ML.Runtime;
using Toolkit.Estimators.Images;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Scoring;
using Toolkit.Networks;
using Toolkit.StateDicts;

namespace Toolkit.Estimators;

/// <summary>Puts a network that somebody else trained into a pipeline; fitting only loads the weights.</summary>
/// <typeparam name="TTransformer">The step that it makes.</typeparam>
public abstract class ImageNetworkEstimator<TTransformer> : IEstimator<TTransformer> where TTransformer : ImageNetworkTransformer
{
    private readonly ImageNetworkOptions options;

    private protected ImageNetworkEstimator(MLContext ml, ImageNetworkOptions options)
    {
        options.Validate();
        (ML, this.options) = (ml, options);
    }

    private protected MLContext ML { get; }

    /// <summary>The input's columns and those that the network computes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or holds no images.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ImageColumn.Check(inputSchema, options.ImageColumnName);
        return WithOutputs(inputSchema);
    }

    /// <summary>Loads the weights.</summary>
    /// <param name="input">Only its schema is looked at.</param>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or holds no images.</exception>
    /// <exception cref="WeightsException">The weights cannot be read or do not fit the network.</exception>
    /// <exception cref="LibTorch.TorchLibraryException">libtorch is missing or cannot be loaded; the message says what to do.</exception>
    public TTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ImageColumn.Find(input.Schema, options.ImageColumnName, options.PixelOrder);
        using var channel = ((IHostEnvironment)ML).Register(GetType().Name).Start("Loading");
        var network = NetworkInMemory.Owning(CreateNetwork(channel), new EngineChoice(ML, options.Engine, channel));
        return CreateTransformer(network, FittedInput.Of(input.Schema, options.ImageColumnName));
    }

    private protected abstract SchemaShape WithOutputs(SchemaShape shape);

    private protected abstract Network CreateNetwork(IChannel channel);

    private protected abstract TTransformer CreateTransformer(INetworkSource network, FittedInput input);
}
