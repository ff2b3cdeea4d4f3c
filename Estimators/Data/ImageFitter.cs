using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Networks;

namespace Toolkit.Estimators.Data;

/// <summary>Gives images the size and channels that a network takes. An image that has the size already is left as it is.</summary>
/// <param name="spec">What the network takes.</param>
internal sealed class ImageFitter(InputSpec spec)
{
    private readonly ImagePipeline resizing = ImagePipeline.ForEvaluation(spec);
    private readonly ImagePipeline asIs = new([new Channels(spec.Channels)], spec.Mean, spec.Std);
    private readonly ImageBuffer scratch = new();

    /// <summary>The fitted image: <paramref name="image"/> itself or a buffer of this object, good until the next call.</summary>
    /// <param name="image">Overwritten.</param>
    public ImageBuffer Fit(ImageBuffer image)
    {
        var random = default(ImageRandom);
        return PipelineFor(image).Transform(image, scratch, ref random);
    }

    /// <summary>Fits and normalises an image.</summary>
    /// <param name="image">Overwritten.</param>
    /// <param name="normalised">Receives <c>C·H·W</c> floats.</param>
    public void Normalise(ImageBuffer image, Span<float> normalised) => asIs.Normalise(Fit(image), normalised);

    private ImagePipeline PipelineFor(ImageBuffer image) => (image.Height, image.Width) == (spec.Height, spec.Width) ? asIs : resizing;
}
