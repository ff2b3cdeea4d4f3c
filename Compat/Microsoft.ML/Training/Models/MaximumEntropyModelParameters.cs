using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers;

/// <summary>A linear model whose scores are the probabilities of the classes: softmax of weights · features + biases.</summary>
public sealed class MaximumEntropyModelParameters : LinearMulticlassModelParametersBase
{
    private static readonly ModelVersion Version = new("MULTI LR", 0x00010003, "MultiClassLRExec", ModelVersion.StandardTrainers);

    internal MaximumEntropyModelParameters(int classCount, int featureCount, float[] parameters)
        : base(classCount, featureCount, parameters)
    {
    }

    /// <summary>Reads what the model saved.</summary>
    internal static MaximumEntropyModelParameters Load(ModelLoadContext context)
    {
        Version.Check(context.Entry);
        var reader = context.Reader;
        int size = reader.ReadInt32(), features = reader.ReadInt32(), classes = reader.ReadInt32();
        if (size != sizeof(float) || classes < 1 || features < 1)
            throw ModelArchive.Damaged($"a model has {classes} classes and {features} features in numbers of {size} bytes");
        var biases = BlockCodec.Read<float>(reader, classes);
        var starts = BlockCodec.Read<int>(reader, reader.ReadInt32());
        var indices = BlockCodec.Read<int>(reader, reader.ReadInt32());
        var weights = BlockCodec.Read<float>(reader, reader.ReadInt32());
        context.End();
        if (starts.Length > 0)
            weights = ToDense(starts, indices, weights, classes, features);
        if (weights.Length != (long)classes * features)
            throw ModelArchive.Damaged($"a model of {classes} classes and {features} features has {weights.Length} weights");
        return new MaximumEntropyModelParameters(classes, features, [.. biases, .. weights]);
    }

    // ML.NET writes weights without the zeros, class after class, where there are any zeros.
    private static float[] ToDense(int[] starts, int[] indices, float[] weights, int classes, int features)
    {
        if (starts.Length != classes + 1 || starts[^1] != weights.Length || indices.Length != weights.Length)
            throw ModelArchive.Damaged($"{weights.Length} weights of {classes} classes are said to be at {indices.Length} places");
        ModelArchive.CheckUnpackedSize((long)classes * features * sizeof(float));
        var dense = new float[classes * features];
        for (int c = 0; c < classes; c++)
        {
            for (int i = starts[c]; i < starts[c + 1]; i++)
            {
                if (i < 0 || i >= weights.Length || indices[i] < 0 || indices[i] >= features)
                    throw ModelArchive.Damaged($"weight {i} is that of a feature that the model does not have");
                dense[c * features + indices[i]] = weights[i];
            }
        }
        return dense;
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(Version);
        ctx.Writer.Write(sizeof(float));
        ctx.Writer.Write(FeatureCount);
        ctx.Writer.Write(ClassCount);
        ctx.Writer.Write(MemoryMarshal.AsBytes(Parameters[..ClassCount])); // biases
        ctx.Writer.Write(0); // starts of classes in sparse weights
        ctx.Writer.Write(0); // indices of sparse weights
        ctx.Writer.Write(ClassCount * FeatureCount);
        ctx.Writer.Write(MemoryMarshal.AsBytes(Parameters[ClassCount..]));
    }

    private protected override void ToScores(Span<double> linear, Span<float> scores)
    {
        Softmax.ToLogProbabilities(linear);
        for (int c = 0; c < scores.Length; c++)
            scores[c] = (float)Math.Exp(linear[c]);
    }
}
