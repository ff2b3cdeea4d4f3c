using Toolkit.Text;

namespace Toolkit.UnitTests.Text;

[TestClass]
public sealed class NearNamesTests
{
    private static readonly string[] Networks = ["alexnet", "alexnet32", "resnet18", "resnet34", "resnet50", "squeezenet1_1"];

    [TestMethod]
    [DataRow("resnet81", "resnet18")]
    [DataRow("ResNet-18", "resnet18")]
    [DataRow("alexnt", "alexnet")]
    [DataRow("squeezenet", "squeezenet1_1")]
    [DataRow("SqueezeNet1.1", "squeezenet1_1")]
    [DataRow("resnet", "resnet18")]
    public void TheNearestNameComesFirst(string typed, string meant) => Assert.AreEqual(meant, NearNames.Of(typed, Networks)[0]);

    [TestMethod]
    public void NothingIsNearToSomethingElse()
    {
        Assert.IsEmpty(NearNames.Of("vision transformer", Networks));
        Assert.AreEqual("", NearNames.Hint("x", ["y"]));
    }

    [TestMethod]
    public void HintIsASentence()
    {
        Assert.AreEqual(" Did you mean \"alexnet\"?", NearNames.Hint("alexnt", Networks, limit: 1));
        Assert.AreEqual(" Did you mean \"alexnet\" or \"alexnet32\"?", NearNames.Hint("alexnet", Networks));
    }

    [TestMethod]
    [DataRow("", "", 0)]
    [DataRow("abc", "", 3)]
    [DataRow("kitten", "sitting", 3)]
    [DataRow("ab", "ba", 1)]
    public void EditDistanceCountsSwapsAsOne(string first, string second, int expected) =>
        Assert.AreEqual(expected, NearNames.EditDistance(first, second));
}
