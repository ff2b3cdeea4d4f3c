namespace Toolkit.Estimators.Evaluation;

/// <summary>What the label column says about an image.</summary>
/// <param name="Index">Number of its class among the scores; below 0 for a class that has none.</param>
/// <param name="Name">Name of the class.</param>
internal readonly record struct TrueClass(int Index, string Name)
{
    public bool IsKnown => Index >= 0;
}
