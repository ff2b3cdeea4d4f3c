using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.Scoring;

namespace Toolkit.UnitTests.Onnx;

/// <summary>What a network's model between the columns of a pipeline is refused for; what it computes, <c>MLNetModelTests</c> see.</summary>
[TestClass]
public sealed class RowModelTests
{
    private static readonly InputSpec Spec = InputSpec.Mnist with { ResizeShorterSide = 30 };

    [TestMethod]
    [DataRow("images", "Score", "names of their own")]
    [DataRow("Pixels", "output", "names of their own")]
    [DataRow("Score", "Score", "names of their own")]
    public void NamesDoNotMeet(string pixels, string values, string words) =>
        Refused(new PixelColumn(pixels, 1, 28, 28), new RowOutputs(3, values), words);

    [TestMethod]
    public void NumbersMustFit()
    {
        Refused(new PixelColumn("Pixels", 2, 28, 28), new RowOutputs(3, "Score"), "has 2");
        Refused(new PixelColumn("Pixels", 1, 28, 28), new RowOutputs(3, "Score", SlotNames: ["a"]), "1 slot names for 3 numbers");
        Refused(new PixelColumn("Pixels", 1, 40, 40), new RowOutputs(3, "Score"), "Resize them to 30×30");
    }

    private static void Refused(PixelColumn pixels, RowOutputs outputs, string words)
    {
        using var network = NetworkCatalog.Create("lenet", 3, new NetworkOptions { Channels = 1 });
        network.InputSpec = Spec;
        var model = OnnxRuntimeEngine.ModelOf(network, NetworkOutput.Probabilities);
        Assert.IsNotEmpty(RowModel.Of(model, Spec, new PixelColumn("Pixels", 1, 30, 30), new RowOutputs(3, "Score")));
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => RowModel.Of(model, Spec, pixels, outputs)).Message, words);
    }
}
