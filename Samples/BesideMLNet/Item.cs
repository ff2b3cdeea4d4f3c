using Microsoft.ML.Data;

namespace Toolkit.Samples;

/// <summary>A line of the list.</summary>
internal sealed class Item
{
    [LoadColumn(0)]
    public string Label { get; set; } = "";

    [LoadColumn(1)]
    public string Text { get; set; } = "";

    /// <summary>From the list's folder.</summary>
    [LoadColumn(2)]
    public string ImagePath { get; set; } = "";
}
