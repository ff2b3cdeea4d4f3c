namespace Toolkit.Data;

/// <summary>What a network is to say of an image.</summary>
public enum LearningTask
{
    /// <summary>Which one of several classes it shows: the label counts (<see cref="IImageDataset.LabelOf"/>).</summary>
    Classification,

    /// <summary>Which of several labels it has, none to all: the targets are 1 for those that it has, and 0.</summary>
    MultiLabel,

    /// <summary>One or several numbers: these are the targets.</summary>
    Regression,
}
