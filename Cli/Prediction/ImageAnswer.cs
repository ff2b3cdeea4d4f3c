namespace Toolkit.Cli.Prediction;

/// <summary>What a model says of an image.</summary>
/// <param name="Path">The image file.</param>
/// <param name="Lines">Names and values, one a line; a name without a value says that there is none.</param>
/// <param name="CsvFields">Fields of a row, the path's first.</param>
/// <param name="Json">For machines.</param>
internal sealed record ImageAnswer(string Path, IReadOnlyList<AnswerLine> Lines, IReadOnlyList<object?> CsvFields, object Json);

/// <summary>A class, label or number, and what the model says of it.</summary>
internal sealed record AnswerLine(string Name, float? Value);
