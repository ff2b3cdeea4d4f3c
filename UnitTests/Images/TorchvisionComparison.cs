using System.Globalization;
using Toolkit.Images;

namespace Toolkit.UnitTests.Images;

/// <summary>Compares transforms of ours with expressions of torchvision's, on images of several shapes.</summary>
internal static class TorchvisionComparison
{
    private static readonly ImageBuffer[] Images =
        [TestImages.Noise(3, 32, 32), TestImages.Scene(32, 32), TestImages.Scene(97, 61),
         TestImages.Noise(3, 40, 53), TestImages.Noise(1, 28, 28)];

    /// <summary>Images that are nothing but edges.</summary>
    public static readonly ImageBuffer[] SmallImages =
        [TestImages.Noise(3, 1, 1), TestImages.Noise(3, 1, 9), TestImages.Noise(1, 9, 1), TestImages.Noise(3, 2, 3), TestImages.Noise(3, 3, 3)];

    /// <summary>Writes what it makes of the source into the destination.</summary>
    public delegate void Kernel(ImageBuffer source, ImageBuffer destination);

    /// <summary>A number as Python reads it.</summary>
    public static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>An expression, and what should do the same to a copy of the image.</summary>
    public static (string, Kernel) Case(string expression, Action<ImageBuffer> inPlace)
    {
        return (expression, Run);

        void Run(ImageBuffer source, ImageBuffer destination)
        {
            destination.CopyFrom(source);
            inPlace(destination);
        }
    }

    /// <summary>An expression, and the transform that should do the same.</summary>
    public static (string, Kernel) Transform(string expression, IImageTransform transform)
    {
        return (expression, Run);

        void Run(ImageBuffer source, ImageBuffer destination)
        {
            var none = default(ImageRandom);
            transform.Apply(source, destination, ref none);
        }
    }

    /// <summary>Fails where a value of any image is further away than the tolerance.</summary>
    public static void Compare(
        IReadOnlyList<(string Expression, Kernel Kernel)> cases, int tolerance = 0, params ReadOnlySpan<ImageBuffer> moreImages)
    {
        ImageBuffer[] images = [.. Images, .. moreImages];
        var reference = new TorchvisionReference();
        foreach (var (expression, _) in cases)
            foreach (var image in images) reference.Ask(image, expression);
        var answers = reference.Answers();

        var result = new ImageBuffer();
        for (var number = 0; number < answers.Length; number++)
        {
            var (expression, kernel) = cases[number / images.Length];
            kernel(images[number % images.Length], result);
            TestImages.AreEqual(answers[number], result, tolerance, $"{expression} of image {number % images.Length}");
        }
    }
}
