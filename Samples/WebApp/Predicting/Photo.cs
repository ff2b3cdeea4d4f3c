namespace Toolkit.Samples.WebApp.Predicting;

/// <summary>What goes into the model.</summary>
internal sealed class Photo
{
    /// <summary>A whole image file.</summary>
    public byte[] Image { get; set; } = [];

    /// <summary>Left empty: the model's pipeline begins with it when it is trained.</summary>
    public string Label { get; set; } = "";
}

/// <summary>What comes out of it.</summary>
internal sealed class Scores
{
    /// <summary>Empty: none of these.</summary>
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}
