namespace Toolkit.UnitTests.Docs;

/// <summary>A fenced block of a page, or a comment with code that readers do not see.</summary>
/// <param name="Language">The word after the fence; empty where there is none.</param>
/// <param name="Code">The lines between the fences.</param>
/// <param name="Line">The first of them in the page, from 1.</param>
internal sealed record Snippet(string Language, string Code, int Line);
