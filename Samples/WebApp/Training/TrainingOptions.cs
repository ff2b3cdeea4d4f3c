using System.ComponentModel.DataAnnotations;

namespace Toolkit.Samples.WebApp.Training;

/// <summary>How models are trained; the section <c>Training</c> of the settings.</summary>
internal sealed class TrainingOptions
{
    /// <summary>Class folders with the images that the model was and will be trained on; null: drawings that the program makes itself.</summary>
    public string? Images { get; set; }

    /// <summary>Height and width of the network's input, for a first model.</summary>
    [Range(32, 512)]
    public int Size { get; set; } = 128;

    /// <summary>Passes of the head over all images; the backbone keeps the weights it got from ImageNet, so that a training takes seconds.</summary>
    [Range(1, 1000)]
    public int Epochs { get; set; } = 16;

    /// <summary>The share of answers that may be wrong, from which "none of these" follows.</summary>
    [Range(0, 0.5)]
    public double AcceptedErrorShare { get; set; } = 0.01;

    /// <summary>How often a corrected image is seen in an epoch: there are few of them among many others.</summary>
    [Range(1, 100)]
    public int RepeatsOfACorrection { get; set; } = 12;
}
