namespace Toolkit.StateDicts;

/// <summary>
/// Tells a second copy of the weights that training loops keep from the trained ones: a moving average (EMA), a stochastic weight average
/// (SWA), or the teacher that follows a student.
/// </summary>
internal static class AveragedWeights
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "ema", "swa", "avg", "average", "averaged", "shadow", "teacher", "momentum", "target",
    };

    /// <summary>Whether a key of a checkpoint or the beginning of a tensor's name says so, as <c>model_ema</c> and <c>teacher.backbone.</c> do.</summary>
    public static bool IsNamed(string name) => name.Split('_', '.', '/', '-').Any(Words.Contains);
}
