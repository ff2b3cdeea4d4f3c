using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Compat.Tests.MicrosoftML.Core;

namespace Toolkit.Compat.Tests.Images;

/// <summary>Images are read when their value is asked for: not before, no others, and not through another cursor's buffers.</summary>
[TestClass]
public sealed class LazyImageTests
{
    private readonly MLContext ml = new(seed: 1);

    private sealed class NamedPath
    {
        public string Path { get; set; } = "";

        public string Name { get; set; } = "";
    }

    private CountingDataView Source(params string[] files) => new(ml.Data.LoadFromEnumerable(
        files.Select(file => new NamedPath { Path = ImageFixtures.PathOf(file), Name = file }).ToList()));

    private IDataView Images(IDataView source) => ml.Transforms.LoadImages("Image", null, "Path")
        .Append(ml.Transforms.ResizeImages("Small", 8, 6, "Image"))
        .Append(ml.Transforms.ExtractPixels("Pixels", "Small"))
        .Fit(source).Transform(source);

    [TestMethod]
    public void OnlyThePathIsOpenedForAnImageAndOnlyTheNameForAName()
    {
        var source = Source("rgb.png");
        var images = Images(source);
        Assert.AreEqual(0, source.Readings, "fitting reads nothing");

        foreach (var name in new[] { "Name", "Image", "Pixels" })
            using (images.GetRowCursor([images.Schema[name]]))
            {
            }

        CollectionAssert.AreEqual(new[] { "Name", "Path", "Path" }, source.Opened);
    }

    [TestMethod]
    public void AMissingFileIsNoticedOnlyWhereItsImageIsAskedFor()
    {
        var images = Images(Source("rgb.png", "no such file.png", "grey.jpg"));
        CollectionAssert.AreEqual(new[] { "rgb.png", "no such file.png", "grey.jpg" }, images.GetColumn<string>("Name").ToArray());

        using var cursor = images.GetRowCursor(images.Schema);
        var getPixels = cursor.GetGetter<VBuffer<float>>(images.Schema["Pixels"]);
        VBuffer<float> pixels = default;
        for (var row = 0; cursor.MoveNext(); row++)
        {
            if (row != 1) getPixels(ref pixels);
            else Assert.Throws<IOException>(() => getPixels(ref pixels));
            Assert.AreEqual(8 * 6 * 3, pixels.Length);
        }
    }

    [TestMethod]
    public void CursorsInStepAndOnSeveralThreadsGiveTheSamePixels()
    {
        var images = Images(Source("rgb.png", "rgb.jpg", "grey.jpg", "rgb.webp", "palette.bmp"));
        var expected = images.GetColumn<float[]>("Pixels").ToList();
        Assert.AreEqual(5, expected.Select(pixels => pixels.Sum()).Distinct().Count());

        var ahead = images.GetColumn<float[]>("Pixels").Skip(1).Zip(images.GetColumn<float[]>("Pixels")).ToList();
        for (var row = 0; row < ahead.Count; row++)
        {
            CollectionAssert.AreEqual(expected[row + 1], ahead[row].First);
            CollectionAssert.AreEqual(expected[row], ahead[row].Second);
        }

        Parallel.For(0, 8, _ =>
        {
            foreach (var (one, other) in expected.Zip(images.GetColumn<float[]>("Pixels"))) CollectionAssert.AreEqual(one, other);
        });
    }
}
