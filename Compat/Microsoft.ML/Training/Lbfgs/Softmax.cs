namespace Microsoft.ML.Trainers;

/// <summary>Probabilities out of scores.</summary>
internal static class Softmax
{
    /// <summary>Replaces scores by the logarithms of their probabilities, without overflow whatever the scores.</summary>
    public static void ToLogProbabilities(Span<double> scores)
    {
        double most = double.NegativeInfinity;
        foreach (var score in scores)
            most = Math.Max(most, score);
        double sum = 0;
        foreach (var score in scores)
            sum += Math.Exp(score - most);
        double logSum = most + Math.Log(sum);
        foreach (ref var score in scores)
            score -= logSum;
    }
}
