using Microsoft.ML.Data;
using Microsoft.ML.Images;
using Microsoft.ML.Transforms.Image;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML;

/// <summary>The image transforms of <see cref="MLContext.Transforms"/>. A null input column means the output column's name.</summary>
public static class ImageEstimatorsCatalog
{
    /// <summary>Grey levels in three equal channels: 0.3 · red + 0.59 · green + 0.11 · blue.</summary>
    /// <param name="catalog">The transforms.</param>
    /// <param name="outputColumnName">The column of grey images.</param>
    /// <param name="inputColumnName">The column of images.</param>
    public static ImageGrayscalingEstimator ConvertToGrayscale(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null) =>
        new(catalog.Environment, new InputOutputColumnPair(outputColumnName, inputColumnName));

    /// <summary>Images made of vectors: value · scale - offset, in the order given.</summary>
    /// <param name="catalog">The transforms.</param>
    /// <param name="imageHeight">In pixels, at least 1.</param>
    /// <param name="imageWidth">In pixels, at least 1.</param>
    /// <param name="outputColumnName">The column of images.</param>
    /// <param name="inputColumnName">The column of vectors of Single, Double or Byte, with height · width · colours values.</param>
    /// <param name="colorsPresent">The colours that the vector holds.</param>
    /// <param name="orderOfColors">Their order.</param>
    /// <param name="interleavedColors">Whether the colours of a pixel stand together; otherwise all pixels of one colour do.</param>
    /// <param name="scaleImage">What values are multiplied by; not 0. Bytes are taken as they are.</param>
    /// <param name="offsetImage">What is subtracted then.</param>
    /// <param name="defaultAlpha">Alpha of all pixels if the vector holds none.</param>
    /// <param name="defaultRed">Red of all pixels if the vector holds none.</param>
    /// <param name="defaultGreen">Green of all pixels if the vector holds none.</param>
    /// <param name="defaultBlue">Blue of all pixels if the vector holds none.</param>
    public static VectorToImageConvertingEstimator ConvertToImage(
        this TransformsCatalog catalog, int imageHeight, int imageWidth, string outputColumnName, string? inputColumnName = null,
        ColorBits colorsPresent = ColorBits.Rgb, ColorsOrder orderOfColors = ColorsOrder.ARGB, bool interleavedColors = false,
        float scaleImage = 1, float offsetImage = 0, int defaultAlpha = 255, int defaultRed = 0, int defaultGreen = 0, int defaultBlue = 0)
    {
        var planes = new ColourPlanes(colorsPresent, orderOfColors, interleavedColors);
        var defaults = new DefaultColour(defaultAlpha, defaultRed, defaultGreen, defaultBlue);
        var options = new VectorToImageOptions(imageHeight, imageWidth, planes, scaleImage, offsetImage, defaults);
        return new(catalog.Environment, options, new InputOutputColumnPair(outputColumnName, inputColumnName));
    }

    /// <summary>Vectors of the values of images of one size: (value - offset) · scale, in the order given.</summary>
    /// <param name="catalog">The transforms.</param>
    /// <param name="outputColumnName">The column of vectors: colours × height × width or, interleaved, height × width × colours.</param>
    /// <param name="inputColumnName">The column of images, all of the size that the column's type gives, as after ResizeImages.</param>
    /// <param name="colorsToExtract">The colours.</param>
    /// <param name="orderOfExtraction">Their order.</param>
    /// <param name="interleavePixelColors">Whether the colours of a pixel stand together; otherwise all pixels of one colour do.</param>
    /// <param name="offsetImage">What is subtracted from the values 0 to 255.</param>
    /// <param name="scaleImage">What the difference is multiplied by; not 0.</param>
    /// <param name="outputAsFloatArray">Whether values are Single; otherwise they are Byte, without offset and scale.</param>
    public static ImagePixelExtractingEstimator ExtractPixels(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        ColorBits colorsToExtract = ColorBits.Rgb, ColorsOrder orderOfExtraction = ColorsOrder.ARGB, bool interleavePixelColors = false,
        float offsetImage = 0, float scaleImage = 1, bool outputAsFloatArray = true)
    {
        var planes = new ColourPlanes(colorsToExtract, orderOfExtraction, interleavePixelColors);
        var options = new PixelExtractionOptions(planes, offsetImage, scaleImage, outputAsFloatArray);
        return new(catalog.Environment, options, new InputOutputColumnPair(outputColumnName, inputColumnName));
    }

    /// <summary>
    /// The images in files. A file that cannot be read is an error when the row is read; an empty path is a missing image.
    /// </summary>
    /// <param name="catalog">The transforms.</param>
    /// <param name="outputColumnName">The column of images.</param>
    /// <param name="imageFolder">What relative paths start from; null or empty for the current folder.</param>
    /// <param name="inputColumnName">The column of paths, text.</param>
    /// <exception cref="ArgumentException">The folder does not exist.</exception>
    public static ImageLoadingEstimator LoadImages(
        this TransformsCatalog catalog, string outputColumnName, string? imageFolder, string? inputColumnName = null) =>
        new(catalog.Environment, imageFolder, decode: true, new InputOutputColumnPair(outputColumnName, inputColumnName));

    /// <summary>The bytes of files as they are. A file that cannot be read is an error when the row is read.</summary>
    /// <param name="catalog">The transforms.</param>
    /// <param name="outputColumnName">The column of vectors of bytes.</param>
    /// <param name="imageFolder">What relative paths start from; null or empty for the current folder.</param>
    /// <param name="inputColumnName">The column of paths, text.</param>
    /// <exception cref="ArgumentException">The folder does not exist.</exception>
    public static ImageLoadingEstimator LoadRawImageBytes(
        this TransformsCatalog catalog, string outputColumnName, string? imageFolder, string? inputColumnName = null) =>
        new(catalog.Environment, imageFolder, decode: false, new InputOutputColumnPair(outputColumnName, inputColumnName));

    /// <summary>Images brought to one size.</summary>
    /// <param name="catalog">The transforms.</param>
    /// <param name="outputColumnName">The column of resized images.</param>
    /// <param name="imageWidth">In pixels, at least 1.</param>
    /// <param name="imageHeight">In pixels, at least 1.</param>
    /// <param name="inputColumnName">The column of images.</param>
    /// <param name="resizing">What to do where the proportions differ.</param>
    /// <param name="cropAnchor">With IsoCrop, which part stays.</param>
    public static ImageResizingEstimator ResizeImages(
        this TransformsCatalog catalog, string outputColumnName, int imageWidth, int imageHeight, string? inputColumnName = null,
        ImageResizingEstimator.ResizingKind resizing = ImageResizingEstimator.ResizingKind.IsoCrop,
        ImageResizingEstimator.Anchor cropAnchor = ImageResizingEstimator.Anchor.Center)
    {
        var options = new ImageResizingOptions(imageWidth, imageHeight, resizing, cropAnchor);
        return new(catalog.Environment, options, new InputOutputColumnPair(outputColumnName, inputColumnName));
    }
}
