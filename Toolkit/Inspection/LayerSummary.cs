namespace Toolkit.Inspection;

/// <summary>One layer's line in a <see cref="NetworkSummary"/>. Shapes are those of a batch of one.</summary>
public sealed record LayerSummary
{
    /// <summary>Dotted name as in a state dict, such as <c>layer1.0.conv1</c>; empty for the network itself.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of layer: the name of its class, such as <c>Conv2d</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Shape of the input; null for a layer that the forward pass does not reach, such as an auxiliary head.</summary>
    public IReadOnlyList<long>? InputShape { get; init; }

    /// <summary>Shape of the output; null as <see cref="InputShape"/> is.</summary>
    public IReadOnlyList<long>? OutputShape { get; init; }

    /// <summary>
    /// Weights and biases of the layer's own, its submodules' not included. A layer that is called again, or shares its weights with
    /// one above, has 0 there.
    /// </summary>
    public long Parameters { get; init; }

    /// <summary>Those of the <see cref="Parameters"/> that training changes (<c>requires_grad</c>).</summary>
    public long TrainableParameters { get; init; }

    /// <summary>
    /// Multiplications, each with its addition, for one image: those of convolutions, linear layers and attention. By convention
    /// normalisation, activation, pooling and the addition of biases are not counted.
    /// </summary>
    public long MultiplyAdds { get; init; }

    /// <summary>Pixels of the image along its height that an output can depend on; null where the output is no feature map.</summary>
    public long? ReceptiveHeight { get; init; }

    /// <summary>Pixels of the image along its width that an output can depend on; null where the output is no feature map.</summary>
    public long? ReceptiveWidth { get; init; }

    /// <summary>Memory of the <see cref="Parameters"/> in bytes.</summary>
    public long ParameterBytes { get; init; }

    /// <summary>Memory of the output for one image in bytes, also where the layer works in place.</summary>
    public long OutputBytes { get; init; }
}
