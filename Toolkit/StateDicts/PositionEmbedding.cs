using static TorchSharp.torch;

namespace Toolkit.StateDicts;

/// <summary>Makes the position embedding of a vision transformer fit images of another size.</summary>
internal static class PositionEmbedding
{
    /// <summary>
    /// The embedding with the row of the class token as it is and those of the patches, which form a square, interpolated to the network's
    /// square: bicubic with fixed corners, as torchvision's <c>interpolate_embeddings</c> does it.
    /// </summary>
    /// <param name="embedding"><c>[1, 1 + n², width]</c>, floating-point.</param>
    /// <param name="shape">The shape that the network needs, <c>[1, 1 + m², width]</c>.</param>
    /// <returns>The embedding and what was done in words, or null where it cannot be made to fit.</returns>
    public static (TensorData Embedding, string How)? Adapt(TensorData embedding, IReadOnlyList<long> shape)
    {
        if (SquareSide(embedding.Shape) is not { } from || SquareSide(shape) is not { } to) return null;
        var width = shape[2];
        if (!embedding.Type.IsFloatingPoint() || embedding.Shape[2] != width) return null;

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var rows = TensorBridge.ToTensor(embedding.ConvertTo(ElementType.Float32));
        var square = rows.narrow(1, 1, from * from).transpose(1, 2).reshape(1, width, from, from);
        var resized = nn.functional.interpolate(square, [to, to], mode: InterpolationMode.Bicubic, align_corners: true);
        var patches = resized.reshape(1, width, to * to).transpose(1, 2);
        var data = TensorBridge.ToData(cat([rows.narrow(1, 0, 1), patches], 1));
        return (data, $"the position embedding was interpolated from {from}×{from} to {to}×{to} patches");
    }

    /// <summary>n where the shape is <c>[1, 1 + n², width]</c>, else null.</summary>
    private static long? SquareSide(IReadOnlyList<long> shape)
    {
        if (shape.Count != 3 || shape[0] != 1 || shape[1] < 2) return null;
        var side = (long)Math.Round(Math.Sqrt(shape[1] - 1));
        return side * side == shape[1] - 1 ? side : null;
    }
}
