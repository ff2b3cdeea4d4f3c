using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Compat.Tests.NN;

/// <summary>Max pooling as Compat/Native computes it, in float32, against libtorch's own in float64: the same values in the same places.</summary>
[TestClass]
public sealed class FastMaxPoolTests
{
    [TestMethod]
    [DataRow(28, 28, 2, 2)]
    [DataRow(7, 9, 2, 2, DisplayName = "a row and a column are left over")]
    [DataRow(12, 9, 4, 3)]
    [DataRow(3, 3, 3, 3, DisplayName = "one window")]
    [DataRow(5, 4, 1, 1)]
    public void OutputsAndGradientsAreLibtorchs(int height, int width, int rows, int columns)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        // Few different values, so that windows hold the largest one more than once.
        var x = randint(0, 6, [3, 5, height, width]).to(float32);
        var (expected, expectedGradient) = Pool(x.to(float64), rows, columns);
        var (actual, actualGradient) = Pool(x, rows, columns);
        CollectionAssert.AreEqual(Values(expected), Values(actual), "outputs");
        CollectionAssert.AreEqual(Values(expectedGradient), Values(actualGradient), "gradients");
    }

    [TestMethod]
    public void NotANumberIsTheLargest()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, float.NaN, 3, float.NegativeInfinity, 0, 5, float.NegativeInfinity, float.NegativeInfinity }).reshape(1, 2, 2, 2);
        var pooled = nn.functional.max_pool2d(x, 2L).data<float>().ToArray();
        CollectionAssert.AreEqual(new[] { float.NaN, 5 }, pooled);
    }

    private static (Tensor Output, Tensor Gradient) Pool(Tensor x, int rows, int columns)
    {
        x.requires_grad_(true);
        var output = nn.functional.max_pool2d(x, [rows, columns]);
        var weights = arange(1, output.numel() + 1, dtype: output.dtype).reshape(output.shape);
        return (output, autograd.grad([output.mul(weights).sum()], [x])[0]);
    }

    private static float[] Values(Tensor tensor) => tensor.to(float32).data<float>().ToArray();
}
