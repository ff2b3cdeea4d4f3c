using Toolkit.Networks;

namespace Toolkit.Scoring;

/// <summary>A network computed by TorchSharp, on the device where its parameters are.</summary>
public sealed class TorchEngine : IScoringEngine
{
    private readonly Scorer scorer;
    private readonly NetworkOutput output;

    /// <summary>Sets the network to evaluation mode.</summary>
    /// <param name="network">Not disposed, and not to be changed meanwhile.</param>
    /// <param name="output">What is wanted of it.</param>
    public TorchEngine(Network network, NetworkOutput output)
    {
        ArgumentNullException.ThrowIfNull(network);
        (scorer, this.output) = (new Scorer(network), output);
        OutputLength = output switch
        {
            NetworkOutput.Features => network.FeatureCount,
            NetworkOutput.HeadInput => (int)network.HeadInputCount,
            _ => network.Classes,
        };
    }

    /// <inheritdoc/>
    public int OutputLength { get; }

    /// <inheritdoc/>
    public float[] Run(ReadOnlySpan<float> pixels, int count) => output switch
    {
        NetworkOutput.Features => scorer.Features(pixels, count),
        NetworkOutput.HeadInput => scorer.HeadInput(pixels, count),
        NetworkOutput.LabelProbabilities => scorer.LabelProbabilities(pixels, count),
        NetworkOutput.Numbers => scorer.Logits(pixels, count),
        _ => scorer.Probabilities(pixels, count),
    };

    /// <summary>Frees what was made of the weights; the network stays.</summary>
    public void Dispose() => scorer.Dispose();
}
