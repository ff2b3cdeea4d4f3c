namespace Toolkit.Scoring;

/// <summary>What is wanted of a network.</summary>
public enum NetworkOutput
{
    /// <summary>One probability a class.</summary>
    Probabilities,

    /// <summary>What the backbone sees: <see cref="Networks.Network.FeatureCount"/> numbers.</summary>
    Features,

    /// <summary>What the head takes, flattened: the features, or with a convolutional head its feature maps.</summary>
    HeadInput,
}
