using Toolkit.Images;

namespace Toolkit.Samples.WebApp.Predicting;

/// <summary>What the model says of an image.</summary>
/// <param name="Model">Number of the model that answered.</param>
/// <param name="Label">The class; null: none of these, since no class is probable enough.</param>
/// <param name="Classes">All classes, the most probable one first.</param>
internal sealed record Answer(int Model, string? Label, IReadOnlyList<ClassProbability> Classes);

/// <summary>A class and its probability.</summary>
/// <param name="Name">The class.</param>
/// <param name="Probability">0 to 1; those of all classes sum to 1.</param>
internal sealed record ClassProbability(string Name, float Probability);

/// <summary>Where in the image a class was seen (Grad-CAM).</summary>
/// <param name="Model">Number of the model that was asked.</param>
/// <param name="Label">The class that is explained.</param>
/// <param name="Layer">The layer whose feature maps were looked at.</param>
/// <param name="Seen">The part of the image that the network sees.</param>
/// <param name="Heat">A PNG file, blue (nothing speaks for the class) to red, to be laid over that part.</param>
internal sealed record Explanation(int Model, string Label, string Layer, SeenPart Seen, byte[] Heat);

/// <summary>The part of an image that is left when the network's resizing and cropping are done, as shares of width and height, 0 to 1.</summary>
internal sealed record SeenPart(double Left, double Top, double Width, double Height)
{
    public static SeenPart Of(ImageBuffer image, InputSpec input)
    {
        double shorter = Math.Min(image.Width, image.Height);
        var width = shorter * input.Width / input.ResizeShorterSide / image.Width;
        var height = shorter * input.Height / input.ResizeShorterSide / image.Height;
        return new((1 - width) / 2, (1 - height) / 2, width, height);
    }
}
