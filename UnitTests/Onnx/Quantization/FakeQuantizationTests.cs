using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.Onnx.Quantization;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Onnx.Quantization;

/// <summary>
/// A file in int8 gives what the network gives whose weights and activations are rounded to their scales in between, by the formulas of Jacob et
/// al. 2018, written here once more with tensors of float32.
/// </summary>
[TestClass]
public sealed class FakeQuantizationTests
{
    private const int Images = 16, Side = 28;

    [TestMethod]
    [DataRow(64)]
    [DataRow(127)]
    public void ScoresAreThoseOfRoundedNumbers(int largestWeight)
    {
        if (largestWeight == 127 && IntegerProducts.Saturate) Assert.Inconclusive("This processor has no VNNI: sums of such products are cut off.");
        using var network = NetworkCatalog.Create("mnist_cnn", 10, new NetworkOptions { Channels = 1, Seed = 3 });
        network.eval();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var images = randn(Images, 1, Side, Side, generator: new Generator(5));
        using var folder = new TemporaryFolder();
        OnnxExport.Write(network, folder.File("int8.onnx"), new OnnxExportOptions
        {
            Input = OnnxInput.Normalised,
            Output = OnnxOutput.Logits,
            Quantization = new(images.ToSingles().Chunk(Side * Side)) { ReduceWeightRange = largestWeight == 64 },
        });
        var actual = OnnxRuntime.Run<float, float>(folder.File("int8.onnx"), images.ToSingles(), [1, Side, Side], Images);

        var (expected, single) = Forward(network, images, largestWeight);
        Tensors.AssertClose(network.call(images).ToSingles(), single.ToSingles(), 1e-5, "the forward pass of this test");
        var (toFormula, toFloat) = (Distance(actual, expected.ToSingles()), Distance(actual, single.ToSingles()));
        Assert.IsLessThan(0.05 * toFloat, toFormula, "the difference to the formulas, beside that to float32");
    }

    /// <summary>Convolution, ReLU and pool twice, then two linear layers; with rounding and, for the ranges, without.</summary>
    private static (Tensor Rounded, Tensor Exact) Forward(Network network, Tensor images, int largestWeight)
    {
        Tensor[] parameters = [.. network.parameters()];
        var exact = images;
        var (value, scale) = Round(images, exact);
        for (var layer = 0; layer < 4; layer++)
        {
            if (layer == 2) (exact, value) = (exact.flatten(1), value.flatten(1));
            var (weight, bias) = (parameters[2 * layer], parameters[(2 * layer) + 1]);
            var weightScale = weight.abs().amax([.. Enumerable.Range(1, (int)weight.dim() - 1).Select(i => (long)i)], keepdim: true).div(largestWeight);
            var roundedBias = ToMultiples(bias, weightScale.flatten().mul(scale));
            (exact, value) = (Multiply(exact, weight, bias), Multiply(value, ToMultiples(weight, weightScale), roundedBias));
            if (layer == 3) break;
            exact = exact.relu();
            (value, scale) = Round(value, exact);
            if (layer < 2) (exact, value) = (nn.functional.max_pool2d(exact, 2), nn.functional.max_pool2d(value, 2));
        }
        return (value, exact);
    }

    private static Tensor Multiply(Tensor value, Tensor weight, Tensor bias) =>
        weight.dim() == 4 ? nn.functional.conv2d(value, weight, bias) : nn.functional.linear(value, weight, bias);

    /// <summary>As one of 256 values over the range of others. Where that begins at zero, this is ReLU, too.</summary>
    private static (Tensor Value, double Scale) Round(Tensor value, Tensor exact)
    {
        var (least, greatest) = ((double)Math.Min(0, exact.min().item<float>()), (double)Math.Max(0, exact.max().item<float>()));
        var scale = (greatest - least) / 255;
        var zeroPoint = Math.Round(-least / scale);
        return (value.div(scale).round().add(zeroPoint).clamp(0, 255).sub(zeroPoint).mul(scale), scale);
    }

    private static Tensor ToMultiples(Tensor value, Tensor scale) => value.div(scale).round().mul(scale);

    private static double Distance(float[] left, float[] right) => Math.Sqrt(left.Zip(right, (one, other) => Math.Pow(one - other, 2)).Sum());
}
