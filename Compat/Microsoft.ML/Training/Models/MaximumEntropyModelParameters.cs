using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers;

/// <summary>A linear model whose scores are the probabilities of the classes: softmax of weights · features + biases.</summary>
public sealed class MaximumEntropyModelParameters : LinearMulticlassModelParametersBase
{
    private const string LoaderName = "MaximumEntropy";

    internal MaximumEntropyModelParameters(int classCount, int featureCount, float[] parameters)
        : base(classCount, featureCount, parameters)
    {
    }

    /// <summary>Reads what the model saved.</summary>
    internal static MaximumEntropyModelParameters Load(ModelLoadContext context)
    {
        if (context.LoaderName != LoaderName || context.Version != 1)
            throw ModelArchive.Damaged(
                $"it holds a model '{context.LoaderName}' of version {context.Version}, expected '{LoaderName}' of version 1");
        int classes = context.Reader.ReadInt32(), features = context.Reader.ReadInt32();
        var parameters = new float[context.ReadCount(sizeof(float))];
        if (classes < 1 || features < 1 || parameters.Length != classes * (1L + features))
            throw ModelArchive.Damaged($"a model of {classes} classes and {features} features has {parameters.Length} parameters");
        context.Reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(parameters.AsSpan()));
        return new MaximumEntropyModelParameters(classes, features, parameters);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(LoaderName, version: 1);
        ctx.Writer.Write(ClassCount);
        ctx.Writer.Write(FeatureCount);
        ctx.Writer.Write(Parameters.Length);
        ctx.Writer.Write(MemoryMarshal.AsBytes(Parameters));
    }

    private protected override void ToScores(Span<double> linear, Span<float> scores)
    {
        Softmax.ToLogProbabilities(linear);
        for (int c = 0; c < scores.Length; c++)
            scores[c] = (float)Math.Exp(linear[c]);
    }
}
