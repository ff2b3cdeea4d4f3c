using Microsoft.ML;
using Microsoft.ML.Data;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Toolkit.Compat.Tests.Images;

[TestClass]
public sealed class ExtractPixelsTests
{
    private readonly MLContext ml = new(seed: 1);

    private float[] Extract(IEstimator<ITransformer> estimator, MLImage image)
    {
        var data = ImageRows.Images(ml, image);
        return ImageRows.Read<VBuffer<float>, float[]>(estimator.Fit(data).Transform(data), "Pixels", value => [.. value.DenseValues()])[0];
    }

    [TestMethod]
    [DataRow(MLPixelFormat.Bgra32)]
    [DataRow(MLPixelFormat.Rgba32)]
    public void TheDefaultIsPlanesOfRedGreenBlue(MLPixelFormat format)
    {
        var values = Extract(ml.Transforms.ExtractPixels("Pixels", "Image"), ImageRows.Counting(format));
        CollectionAssert.AreEqual(new float[] { 2, 12, 22, 32, 42, 52, 1, 11, 21, 31, 41, 51, 0, 10, 20, 30, 40, 50 }, values);
    }

    [TestMethod]
    [DataRow(ColorsOrder.ARGB, ColorBits.All, new float[] { 255, 2, 1, 0, 255, 12, 11, 10 })]
    [DataRow(ColorsOrder.ARBG, ColorBits.All, new float[] { 255, 2, 0, 1, 255, 12, 10, 11 })]
    [DataRow(ColorsOrder.ABRG, ColorBits.All, new float[] { 255, 0, 2, 1, 255, 10, 12, 11 })]
    [DataRow(ColorsOrder.ABGR, ColorBits.Rgb, new float[] { 0, 1, 2, 10, 11, 12, 20, 21 })]
    [DataRow(ColorsOrder.AGRB, ColorBits.Rgb, new float[] { 1, 2, 0, 11, 12, 10, 21, 22 })]
    [DataRow(ColorsOrder.AGBR, ColorBits.Green | ColorBits.Red, new float[] { 1, 2, 11, 12, 21, 22, 31, 32 })]
    [DataRow(ColorsOrder.ARGB, ColorBits.Blue, new float[] { 0, 10, 20, 30, 40, 50 })]
    public void InterleavedColoursStandInTheOrderGiven(ColorsOrder order, ColorBits colors, float[] expected)
    {
        var estimator = ml.Transforms.ExtractPixels("Pixels", "Image", colors, order, interleavePixelColors: true);
        var values = Extract(estimator, ImageRows.Counting());
        CollectionAssert.AreEqual(expected, values[..expected.Length]);
        Assert.AreEqual(6 * System.Numerics.BitOperations.PopCount((uint)colors), values.Length);
    }

    [TestMethod]
    public void TheOffsetIsSubtractedBeforeScaling()
    {
        var values = Extract(ml.Transforms.ExtractPixels("Pixels", "Image", offsetImage: 2, scaleImage: 0.5f), ImageRows.Counting());
        CollectionAssert.AreEqual(new float[] { 0, 5, 10, 15, 20, 25 }, values[..6]);
    }

    [TestMethod]
    public void BytesAreNeitherShiftedNorScaled()
    {
        var data = ImageRows.Images(ml, ImageRows.Counting());
        var estimator = ml.Transforms.ExtractPixels("Pixels", "Image", offsetImage: 2, scaleImage: 0.5f, outputAsFloatArray: false);
        var pixels = estimator.Fit(data).Transform(data);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Byte, 3, 2, 3), pixels.Schema["Pixels"].Type);
        var values = ImageRows.Read<VBuffer<byte>, byte[]>(pixels, "Pixels", value => [.. value.DenseValues()])[0];
        CollectionAssert.AreEqual(new byte[] { 2, 12, 22, 32, 42, 52 }, values[..6]);
    }

    [TestMethod]
    public void TheTypeGivesTheSizes()
    {
        var data = ImageRows.Images(ml, ImageRows.Counting(), null);
        var planar = ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.All).Fit(data).Transform(data);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 4, 2, 3), planar.Schema["Pixels"].Type);
        var interleaved = ml.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true).Fit(data).Transform(data);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 2, 3, 3), interleaved.Schema["Pixels"].Type);
        var missing = ImageRows.Read<VBuffer<float>, float[]>(interleaved, "Pixels", value => [.. value.DenseValues()])[1];
        CollectionAssert.AreEqual(new float[18], missing);
    }

    [TestMethod]
    public void ImagesOfUnknownOrAnotherSizeAreRefused()
    {
        var free = ImageRows.FreeImages(ml, ImageRows.Counting());
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => ml.Transforms.ExtractPixels("Pixels", "Image").Fit(free));
        StringAssert.Contains(error.Message, "known-size");
        var wrong = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        var size = Assert.Throws<InvalidOperationException>(() => Extract(ml.Transforms.ExtractPixels("Pixels", "Image"), wrong));
        StringAssert.Contains(size.Message, "3 x 2");
    }

    [TestMethod]
    public void WrongArgumentsAreRefused()
    {
        Assert.Throws<ArgumentException>(() => ml.Transforms.ExtractPixels("Pixels", colorsToExtract: 0));
        Assert.Throws<ArgumentException>(() => ml.Transforms.ExtractPixels("Pixels", orderOfExtraction: 0));
        Assert.Throws<ArgumentException>(() => ml.Transforms.ExtractPixels("Pixels", scaleImage: 0));
        Assert.Throws<ArgumentException>(() => ml.Transforms.ExtractPixels("Pixels", offsetImage: float.NaN));
    }

    [TestMethod]
    public void ConvertToImageUndoesExtraction()
    {
        var data = ImageRows.Images(ml, ImageRows.Counting());
        var pipeline = ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.Rgb, ColorsOrder.ABGR, true, 2, 0.25f)
            .Append(ml.Transforms.ConvertToImage(2, 3, "Again", "Pixels", ColorBits.Rgb, ColorsOrder.ABGR, true, 4, -2));
        var again = ImageRows.Read<MLImage, byte[]>(pipeline.Fit(data).Transform(data), "Again", image => image.Pixels.ToArray())[0];
        var expected = ImageRows.Counting().Pixels.ToArray();
        for (var i = 3; i < expected.Length; i += 4) expected[i] = 0; // Scaled colours without alpha get alpha 0, as in the original.
        CollectionAssert.AreEqual(expected, again);
    }

    [TestMethod]
    public void ColoursThatTheVectorLacksTakeTheirDefaults()
    {
        var row = new ImageRows.VectorRow { Values = [.. Enumerable.Range(1, 12).Select(i => (float)i)] };
        var data = ml.Data.LoadFromEnumerable(new[] { row });
        var colors = ColorBits.Red | ColorBits.Blue;
        var estimator = ml.Transforms.ConvertToImage(2, 3, "Image", "Values", colors, defaultAlpha: 200, defaultGreen: 9);
        var image = estimator.Fit(data).Transform(data);
        var pixels = ImageRows.Read<MLImage, byte[]>(image, "Image", value => value.Pixels.ToArray())[0];
        CollectionAssert.AreEqual(new byte[] { 7, 9, 1, 200, 8, 9, 2, 200 }, pixels[..8]);
        var wrong = ml.Transforms.ConvertToImage(2, 3, "Image", "Values");
        Assert.Throws<ArgumentOutOfRangeException>(() => wrong.Fit(data));
    }
}
