namespace Toolkit.Estimators.Evaluation;

/// <summary>Scores that have to be probabilities: those of some trainers are not.</summary>
internal static class Probabilities
{
    private const float Rounding = 1e-4f;

    /// <summary>Gives the scores back where all are 0 to 1, but for rounding.</summary>
    /// <param name="scores">Those of a row.</param>
    /// <param name="row">Its number.</param>
    /// <exception cref="ArgumentException">One is not.</exception>
    public static float[] Check(float[] scores, long row)
    {
        foreach (var score in scores)
        {
            if (score is not (>= -Rounding and <= 1 + Rounding))
                throw new ArgumentException($"Scores must be probabilities, 0 to 1, but row {row} has {score}. Take a trainer that gives probabilities.");
        }
        return scores;
    }
}
