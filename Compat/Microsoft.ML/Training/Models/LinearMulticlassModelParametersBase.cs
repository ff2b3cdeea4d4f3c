using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>A weight for each feature and a bias, for every class.</summary>
public abstract class LinearMulticlassModelParametersBase : ModelParametersBase<VBuffer<float>>, IMulticlassModel
{
    // The biases of all classes, then the weights of class after class.
    private readonly float[] _parameters;

    private protected LinearMulticlassModelParametersBase(int classCount, int featureCount, float[] parameters)
    {
        ClassCount = classCount;
        FeatureCount = featureCount;
        _parameters = parameters;
    }

    internal int ClassCount { get; }

    int IMulticlassModel.ClassCount => ClassCount;

    internal int FeatureCount { get; }

    private protected ReadOnlySpan<float> Parameters => _parameters;

    /// <summary>The bias of every class.</summary>
    public IEnumerable<float> GetBiases() => _parameters.Take(ClassCount);

    /// <summary>Copies the weights of every class.</summary>
    /// <param name="weights">Receives them; used again where it is large enough.</param>
    /// <param name="numClasses">The number of classes.</param>
    public void GetWeights(ref VBuffer<float>[] weights, out int numClasses)
    {
        numClasses = ClassCount;
        if (weights is null || weights.Length < numClasses)
            Array.Resize(ref weights, numClasses);
        for (int c = 0; c < numClasses; c++)
        {
            var editor = VBufferEditor.Create(ref weights[c], FeatureCount);
            WeightsOf(c).CopyTo(editor.Values);
            weights[c] = editor.Commit();
        }
    }

    void IMulticlassModel.Score(in VBuffer<float> features, Span<float> scores)
    {
        if (features.Length != FeatureCount)
            throw new InvalidOperationException($"The model takes {FeatureCount} features, the row has {features.Length}.");
        var linear = new double[ClassCount];
        for (int c = 0; c < linear.Length; c++)
            linear[c] = _parameters[c] + Dot(features, WeightsOf(c));
        ToScores(linear, scores);
    }

    /// <summary>The parameters in double precision, to train on.</summary>
    /// <exception cref="InvalidOperationException">They are those of other classes or features.</exception>
    internal double[] FlatParameters(int classCount, int featureCount)
    {
        if (classCount != ClassCount || featureCount != FeatureCount)
        {
            throw new InvalidOperationException("The input training data must have the same features used to train the input predictor: "
                + $"{ClassCount} classes and {FeatureCount} features, but got {classCount} and {featureCount}.");
        }
        return Array.ConvertAll(_parameters, value => (double)value);
    }

    /// <summary>Makes scores of the linear functions' values.</summary>
    private protected abstract void ToScores(Span<double> linear, Span<float> scores);

    private ReadOnlySpan<float> WeightsOf(int classIndex) => _parameters.AsSpan(ClassCount + classIndex * FeatureCount, FeatureCount);

    private static double Dot(in VBuffer<float> features, ReadOnlySpan<float> weights)
    {
        var values = features.GetValues();
        var indices = features.GetIndices();
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
            sum += (double)values[i] * weights[features.IsDense ? i : indices[i]];
        return sum;
    }
}
