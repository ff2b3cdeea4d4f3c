using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Compat.Tests.TorchSharp;

[TestClass]
public sealed class AutogradTests
{
    [TestMethod]
    public void BackwardGivesTheDerivativeOfAFormula()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1f, 2f, 3f }, requires_grad: true);
        var y = (x * x * 2f + x.exp()).sum();

        y.backward();

        var expected = x.detach() * 4 + x.detach().exp();
        Assert.IsTrue(x.grad!.allclose(expected));
    }
}
