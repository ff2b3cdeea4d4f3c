namespace Toolkit.Estimators.Reporting.Cards;

/// <summary>What a model cannot know, and how far its figures can be trusted, in sentences.</summary>
internal static class ModelLimits
{
    public static IEnumerable<string> Of(TrainingReport report)
    {
        yield return report.Subject.LimitOfKnowledge;
        yield return "It was judged on images like those that it learned from. Another camera, other light, another background or another country "
            + "can make it worse: evaluate it on images of your own before you rely on it.";
        foreach (var limit in report.Subject.LimitsOfData()) yield return limit;
        if (!report.Subject.IsEvaluated)
        {
            yield return "It was not evaluated on images that it has never seen. Validation images chose the best epoch: on other images it will be "
                + "worse.";
            yield break;
        }
        if (report.MetricsAreOfValidation)
            yield return "Its figures are those of the validation images, which chose the best epoch: on other images it will be worse.";
        foreach (var limit in report.Subject.LimitsOfFigures()) yield return limit;
    }
}
