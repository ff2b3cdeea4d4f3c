using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Networks;

namespace Toolkit.Estimators.Data;

/// <summary>Gives images the size and channels that a network takes.</summary>
/// <param name="spec">What the network takes.</param>
internal sealed class ImageFitter(InputSpec spec)
{
    private readonly ImagePipeline pipeline = ImagePipeline.ForEvaluation(spec);
    private readonly ImageBuffer scratch = new();

    /// <summary>The fitted image: <paramref name="image"/> itself or a buffer of this object, good until the next call.</summary>
    /// <param name="image">Overwritten.</param>
    public ImageBuffer Fit(ImageBuffer image)
    {
        var random = default(ImageRandom);
        return pipeline.Transform(image, scratch, ref random);
    }

    /// <summary>Fits and normalises an image.</summary>
    /// <param name="image">Overwritten.</param>
    /// <param name="normalised">Receives <c>C·H·W</c> floats.</param>
    public void Normalise(ImageBuffer image, Span<float> normalised) => pipeline.Normalise(Fit(image), normalised);
}
