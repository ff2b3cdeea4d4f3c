namespace Toolkit.Cli.Prediction;

/// <summary>What a classifier says of an image.</summary>
/// <param name="Path">The image file.</param>
/// <param name="Answer">The most probable class; null where the model is less sure than its answers must be: none of its classes.</param>
/// <param name="Classes">The most probable classes, the most probable first.</param>
internal sealed record ImageAnswer(string Path, string? Answer, IReadOnlyList<ClassProbability> Classes);

/// <summary>How sure a classifier is of a class.</summary>
internal sealed record ClassProbability(string Class, float Probability);
