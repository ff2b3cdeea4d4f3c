namespace Toolkit.Training;

/// <summary>
/// Finds the lowest threshold above which no larger share of the answers is wrong than is accepted: that with the most answers. It lies half way
/// between the last image that is answered and the first that is not, so that rounding, which differs from engine to engine, decides about neither.
/// </summary>
internal static class RejectionSearch
{
    /// <summary>No probability is as high.</summary>
    public static readonly float Nothing = MathF.BitIncrement(1);

    /// <summary>A share of 0.29 of 100 images is 29 of them.</summary>
    private const double Rounding = 1e-9;

    /// <param name="logits">Of the validation images.</param>
    /// <param name="acceptedErrorShare">At least 0 and below 1.</param>
    public static Rejection Of(ValidationLogits logits, double acceptedErrorShare)
    {
        (float Confidence, bool IsRight)[] answers =
            [.. Enumerable.Range(0, logits.Images).Select(logits.AnswerTo).OrderBy(answer => answer.Confidence)];
        var wrong = answers.Count(answer => !answer.IsRight);
        for (var rejected = 0; rejected < answers.Length; rejected++)
        {
            var (answered, before) = (answers.Length - rejected, rejected == 0 ? -1 : answers[rejected - 1].Confidence);
            if (answers[rejected].Confidence > before && wrong <= acceptedErrorShare * answered + Rounding)
                return new(Between(before, answers[rejected].Confidence), (double)answered / answers.Length, 1 - (double)wrong / answered);
            if (!answers[rejected].IsRight) wrong--;
        }
        return new(Nothing, 0, double.NaN);
    }

    private static float Between(float rejected, float answered)
    {
        if (rejected < 0) return 0; // all are answered
        var middle = (float)((rejected + (double)answered) / 2);
        return middle > rejected ? middle : answered;
    }
}
