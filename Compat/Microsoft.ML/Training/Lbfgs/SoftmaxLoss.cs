namespace Microsoft.ML.Trainers;

/// <summary>
/// (Σ weight · log-loss + ½ · l2 · ‖W‖²) / Σ weight. The parameters are the biases of all classes, then the weights of class after
/// class. Sums are in double precision, so that the search can end at a slope far below that of single precision.
/// </summary>
/// <param name="examples">The rows.</param>
/// <param name="l2">Weight of half the sum of the squared weights.</param>
/// <param name="threads">The most threads to use.</param>
internal sealed class SoftmaxLoss(MulticlassExamples examples, double l2, int threads)
{
    private const int MostParts = 8, FewestRows = 64;

    // The parts do not depend on the number of threads, so neither does the sum.
    private readonly Part[] _parts = MakeParts(examples);

    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = threads };

    /// <summary>The loss at <paramref name="point"/>, whose slopes go to <paramref name="gradient"/>.</summary>
    public double Evaluate(double[] point, double[] gradient)
    {
        Parallel.ForEach(_parts, _parallel, part => part.Evaluate(point));
        gradient.AsSpan().Clear();
        double loss = 0;
        foreach (var part in _parts)
        {
            loss += part.Loss;
            DoubleVectors.AddScaled(part.Gradient, 1, gradient);
        }

        var weights = point.AsSpan(examples.ClassCount);
        DoubleVectors.AddScaled(weights, l2, gradient.AsSpan(examples.ClassCount));
        DoubleVectors.Scale(gradient, 1 / examples.WeightSum);
        return (loss + l2 / 2 * DoubleVectors.Dot(weights, weights)) / examples.WeightSum;
    }

    private static Part[] MakeParts(MulticlassExamples examples)
    {
        int count = Math.Clamp(examples.Count / FewestRows, 1, MostParts);
        return [.. Enumerable.Range(0, count).Select(i => new Part(examples,
            (int)((long)examples.Count * i / count), (int)((long)examples.Count * (i + 1) / count)))];
    }

    /// <summary>The loss of some of the rows.</summary>
    private sealed class Part(MulticlassExamples examples, int start, int end)
    {
        private readonly double[] _scores = new double[examples.ClassCount];

        public double[] Gradient { get; } = new double[examples.ClassCount * (1 + examples.FeatureCount)];

        public double Loss { get; private set; }

        public void Evaluate(double[] point)
        {
            Gradient.AsSpan().Clear();
            Loss = 0;
            for (int row = start; row < end; row++)
            {
                var (features, label, weight) = examples[row];
                Loss += weight * LossOfRow(point, features.Span, label);
                AddSlopes(features.Span, label, weight);
            }
        }

        // Leaves the logarithms of the probabilities in _scores.
        private double LossOfRow(double[] point, ReadOnlySpan<float> features, int label)
        {
            for (int c = 0; c < _scores.Length; c++)
                _scores[c] = point[c] + DoubleVectors.Dot(features, WeightsOf(point, c));
            Softmax.ToLogProbabilities(_scores);
            return -_scores[label];
        }

        private void AddSlopes(ReadOnlySpan<float> features, int label, double weight)
        {
            for (int c = 0; c < _scores.Length; c++)
            {
                double slope = weight * (Math.Exp(_scores[c]) - (c == label ? 1 : 0));
                Gradient[c] += slope;
                DoubleVectors.AddScaled(features, slope, WeightsOf(Gradient, c));
            }
        }

        private Span<double> WeightsOf(double[] parameters, int classIndex) =>
            parameters.AsSpan(examples.ClassCount + classIndex * examples.FeatureCount, examples.FeatureCount);
    }
}
