using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Toolkit.Compat.Tests.Images;

/// <summary>How members of a class become columns of images, as in Microsoft.ML 5.0.1.</summary>
[TestClass]
public sealed class ImageTypeTests
{
    [TestMethod]
    public void AnAttributeWithASizeGivesAColumnOfThatSize() =>
        Assert.AreEqual(new ImageDataViewType(2, 3), ImageRows.Images(new MLContext()).Schema["Image"].Type);

    [TestMethod]
    public void AnAttributeWithoutASizeIsRefused()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MLContext().Data.LoadFromEnumerable(Array.Empty<Sizeless>()));
        Assert.AreEqual("height", error.ParamName);
    }

    private sealed class Sizeless
    {
        [ImageType]
        public MLImage? Image { get; set; }
    }
}
