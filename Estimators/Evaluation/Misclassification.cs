namespace Toolkit.Estimators.Evaluation;

/// <summary>An image that was predicted as another class than its own.</summary>
/// <param name="Row">Number of its row in the view, from 0.</param>
/// <param name="ImagePath">Its path; null where the view has no such column.</param>
/// <param name="Actual">Its class.</param>
/// <param name="Predicted">The class with the highest score.</param>
/// <param name="Confidence">That class's score.</param>
/// <param name="ActualScore">The score of its own class; 0 for a class that the model does not know.</param>
public sealed record Misclassification(long Row, string? ImagePath, string Actual, string Predicted, float Confidence, float ActualScore);
