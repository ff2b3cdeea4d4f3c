using Microsoft.Extensions.Options;
using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Samples.WebApp.Corrections;
using Toolkit.Samples.WebApp.DemoImages;
using Toolkit.Samples.WebApp.Predicting;

namespace Toolkit.Samples.WebApp.Training;

/// <summary>The images of a training: those in the class folders, a fifth of which judges, and the corrections.</summary>
internal sealed class TrainingImages(IOptions<TrainingOptions> training, IOptions<ModelOptions> model)
{
    private const double ValidationShare = 0.2;

    private const int Seed = 1;

    /// <summary>Whether the images are the program's own drawings.</summary>
    public bool AreDrawn => training.Value.Images is null && model.Value.File is null;

    /// <summary>Reads what is there.</summary>
    /// <exception cref="TrainingRefusedException">The settings name a model, but not the images it was trained on.</exception>
    public (IImageDataset Train, IImageDataset Validation) Load(IReadOnlyList<Correction> corrections)
    {
        var (rest, validation) = new ImageFolder(Folder(), new() { Unreadable = UnreadableImages.Skip }).SplitStratified(ValidationShare, Seed);
        return (new CorrectedImages(rest, corrections, training.Value.RepeatsOfACorrection), validation);
    }

    /// <summary>Does nothing where there are images to train on.</summary>
    /// <exception cref="TrainingRefusedException">There are none.</exception>
    public void Check()
    {
        if (training.Value.Images is null && model.Value.File is not null)
        {
            throw new TrainingRefusedException(
                "A model that learns from corrections alone forgets the rest. Name the class folders it was trained on in the setting Training:Images.");
        }
    }

    private string Folder()
    {
        Check();
        if (!AreDrawn) return training.Value.Images!;
        var folder = Path.Combine(model.Value.Folder, "drawings");
        if (!Directory.Exists(folder)) Drawings.Write(folder);
        return folder;
    }

    /// <summary>Images, and after them the corrections, each several times.</summary>
    private sealed class CorrectedImages : IImageDataset
    {
        private readonly IImageDataset images;
        private readonly (string Path, int Label)[] corrections;

        public CorrectedImages(IImageDataset images, IReadOnlyList<Correction> corrections, int repeats)
        {
            this.images = images;
            var classes = images.ClassNames.ToList();
            this.corrections =
            [
                .. corrections.Select(each => (each.Path, Label: classes.IndexOf(each.Label)))
                    .Where(each => each.Label >= 0)
                    .SelectMany(each => Enumerable.Repeat(each, repeats)),
            ];
        }

        public int Count => images.Count + corrections.Length;

        public IReadOnlyList<string> ClassNames => images.ClassNames;

        public int LabelOf(int index) => index < images.Count ? images.LabelOf(index) : corrections[index - images.Count].Label;

        public string NameOf(int index) => index < images.Count ? images.NameOf(index) : corrections[index - images.Count].Path;

        public void Read(int index, ImageBuffer image)
        {
            if (index < images.Count) images.Read(index, image);
            else ImageDecoder.DecodeFile(corrections[index - images.Count].Path, image);
        }
    }
}

/// <summary>A training cannot begin.</summary>
internal sealed class TrainingRefusedException(string message) : Exception(message);
