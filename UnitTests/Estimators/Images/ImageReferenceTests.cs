using Microsoft.ML;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.UnitTests.Estimators.Prediction;

namespace Toolkit.UnitTests.Estimators.Images;

/// <summary>Between a data set's view and the toolkit's steps no MLImage is made.</summary>
[TestClass]
public sealed class ImageReferenceTests
{
    private const int Height = 4, Width = 5;

    private static readonly MLContext ML = new(1);

    private static readonly byte[] Pixels = [.. Enumerable.Range(0, 3 * Height * Width).Select(i => (byte)(3 * i))];

    private static readonly IDataView Images = ML.TransferLearning().LoadImages(
        new InMemoryImages(1, Height, Width, Pixels, [0, 1, 0], ["a", "b"]));

    /// <summary>Each MLImage would take four bytes a pixel in managed memory alone.</summary>
    [TestMethod]
    public void ScoringMakesNoMLImage()
    {
        const int side = 1000, count = 6;
        var images = new InMemoryImages(1, side, side, new byte[count * side * side], [0, 1, 0, 1, 0, 1], ["a", "b"]);
        var view = ML.TransferLearning().LoadImages(images);
        using var model = SmallModel.Create(ML);
        view = ML.Transforms.CopyColumns("Photo", "Image").Fit(view).Transform(view);
        _ = ToyModel.Scores(model.Transform(view));
        var before = GC.GetTotalAllocatedBytes();
        Assert.HasCount(count, ToyModel.Scores(model.Transform(view)));
        Assert.IsLessThan(count * side * side, GC.GetTotalAllocatedBytes() - before);
    }

    [TestMethod]
    public void WhatAStepOfMLNetMadeIsReadFromMLImage()
    {
        using var model = SmallModel.Create(ML);
        var resized = ML.Transforms.ResizeImages("Image", Width, Height).Fit(Images).Transform(Images);
        var (expected, actual) = (ToyModel.Scores(model.Transform(Images)), ToyModel.Scores(model.Transform(resized)));
        for (var i = 0; i < expected.Count; i++) CollectionAssert.AreEqual(expected[i], actual[i]);
    }
}
