using Toolkit.Augmentation;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.Scoring;
using Toolkit.UnitTests.Onnx;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Scoring;

/// <summary>The mean over views, against torch's own flips and turns: by engines, and in an exported file.</summary>
[TestClass]
public sealed class AveragedEngineTests
{
    private const int Count = 3, Classes = 4;

    [TestMethod]
    [DataRow(TestTimeAugmentation.None, 20, 12)]
    [DataRow(TestTimeAugmentation.HorizontalFlip, 20, 12)]
    [DataRow(TestTimeAugmentation.Flips, 12, 20)]
    [DataRow(TestTimeAugmentation.FlipsAndTurns, 16, 16)]
    public void EnginesGiveTheMeanOfAllViews(TestTimeAugmentation augmentation, int height, int width)
    {
        using var network = Network(height, width);
        var pixels = Pixels(network);
        var expected = Expected(network, pixels, augmentation, logits => nn.functional.softmax(logits, 1));
        IScoringEngine[] engines = [new TorchEngine(network, NetworkOutput.Probabilities), OnnxRuntimeEngine.Of(network, NetworkOutput.Probabilities)];
        foreach (var engine in engines)
        {
            using var averaged = AveragedEngine.Of(engine, network.InputSpec, augmentation);
            Assert.AreEqual(Classes, averaged.OutputLength);
            Close.AreClose(expected, averaged.Run(pixels, Count), 1e-6, engine.GetType().Name);
        }
    }

    [TestMethod]
    [DataRow(TestTimeAugmentation.HorizontalFlip, OnnxOutput.Probabilities)]
    [DataRow(TestTimeAugmentation.Flips, OnnxOutput.LabelProbabilities)]
    [DataRow(TestTimeAugmentation.FlipsAndTurns, OnnxOutput.Logits)]
    public void AFileGivesTheMeanOfAllViews(TestTimeAugmentation augmentation, OnnxOutput output)
    {
        using var folder = new TemporaryFolder();
        using var network = Network(16, 16);
        var pixels = Pixels(network);
        var options = new OnnxExportOptions { Input = OnnxInput.Normalised, Output = output, TestTimeAugmentation = augmentation };
        OnnxExport.Write(network, folder.File("a.onnx"), options);
        var expected = Expected(network, pixels, augmentation, logits => output switch
        {
            OnnxOutput.Probabilities => nn.functional.softmax(logits, 1),
            OnnxOutput.LabelProbabilities => logits.sigmoid(),
            _ => logits,
        });
        var actual = OnnxRuntime.Run<float, float>(folder.File("a.onnx"), pixels, [3, 16, 16], batchSize: 2);
        Close.AreClose(expected, actual, 1e-5 * Math.Max(1, expected.Max(MathF.Abs)), $"{output}");
    }

    [TestMethod]
    public void AnInt8FileAveragesAsWell()
    {
        using var folder = new TemporaryFolder();
        using var network = Network(16, 16);
        var pixels = Pixels(network);
        float[] Run(TestTimeAugmentation? augmentation)
        {
            var calibration = new OnnxQuantization([.. pixels.Chunk(pixels.Length / Count)]);
            var options = new OnnxExportOptions { Input = OnnxInput.Normalised, TestTimeAugmentation = augmentation, Quantization = calibration };
            OnnxExport.Write(network, folder.File("a.onnx"), options);
            return OnnxRuntime.Run<float, float>(folder.File("a.onnx"), pixels, [3, 16, 16], batchSize: Count);
        }
        var expected = Expected(network, pixels, TestTimeAugmentation.HorizontalFlip, logits => nn.functional.softmax(logits, 1));
        Close.AreClose(expected, Run(TestTimeAugmentation.HorizontalFlip), 0.02, "int8");
        CollectionAssert.AreNotEqual(Run(null), Run(TestTimeAugmentation.HorizontalFlip));
    }

    [TestMethod]
    public void OnlySquareImagesCanBeTurned()
    {
        using var network = Network(20, 12);
        var error = Assert.ThrowsExactly<ArgumentException>(() => AveragedEngine.Check(TestTimeAugmentation.FlipsAndTurns, network.InputSpec));
        StringAssert.Contains(error.Message, "Only square images can be turned, but the network takes 12×20 pixels (width × height). Use Flips.");
        error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => AveragedEngine.Check((TestTimeAugmentation)9, network.InputSpec));
        StringAssert.Contains(error.Message, "Use None, HorizontalFlip, Flips, FlipsAndTurns.");
    }

    private static float[] Expected(Network network, float[] pixels, TestTimeAugmentation augmentation, Func<Tensor, Tensor> output)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var input = network.InputSpec;
        var images = tensor(pixels, [Count, 3, input.Height, input.Width]);
        var views = augmentation switch
        {
            TestTimeAugmentation.None => [images],
            TestTimeAugmentation.HorizontalFlip => [images, images.flip(3)],
            TestTimeAugmentation.Flips => [images, images.flip(3), images.flip(2), images.flip(2, 3)],
            _ => (Tensor[])[.. from flipped in (bool[])[false, true] from turns in Enumerable.Range(0, 4)
                    select rot90(flipped ? images.flip(3) : images, turns, (2, 3))],
        };
        return stack(views.Select(view => output(network.forward(view)))).mean([0]).data<float>().ToArray();
    }

    private static Network Network(int height, int width)
    {
        random.manual_seed(5);
        var network = NetworkCatalog.Create("resnet20", Classes);
        network.InputSpec = new InputSpec(3, height, width, [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f], Math.Max(height, width));
        network.eval();
        return network;
    }

    private static float[] Pixels(Network network)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, Count * 3 * network.InputSpec.Height * network.InputSpec.Width).Select(_ => random.NextSingle() * 4 - 2)];
    }
}
