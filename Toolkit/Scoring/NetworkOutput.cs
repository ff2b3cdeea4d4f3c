namespace Toolkit.Scoring;

/// <summary>What is wanted of a network.</summary>
public enum NetworkOutput
{
    /// <summary>One probability a class, which are 1 together: the softmax of the logits.</summary>
    Probabilities,

    /// <summary>What the backbone sees: <see cref="Networks.Network.FeatureCount"/> numbers.</summary>
    Features,

    /// <summary>What the head takes, flattened: the features, or with a convolutional head its feature maps.</summary>
    HeadInput,

    /// <summary>One probability a label, each by itself: the sigmoid of the logits.</summary>
    LabelProbabilities,

    /// <summary>What the head gives as it is: the numbers of a regression.</summary>
    Numbers,
}
