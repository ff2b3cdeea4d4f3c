using System.Runtime.InteropServices;
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

        (x * x * 2f + x.exp()).sum().backward();

        Assert.IsTrue(x.grad!.allclose(x.detach() * 4 + x.detach().exp()));
    }

    [TestMethod]
    public void GradientsAddUpAndCanBeSet()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        Assert.IsNull(x.grad);

        (x * 3).sum().backward();
        (x * 3).sum().backward();
        CollectionAssert.AreEqual(new[] { 6f, 6f }, x.grad!.data<float>().ToArray());

        x.grad = null;
        Assert.IsNull(x.grad);
        x.grad = full(2, 7);
        Assert.AreEqual(14f, x.grad!.sum().item<float>());
    }

    [TestMethod]
    public void GradGivesTheGradientsWithoutStoringThem()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 2f }, requires_grad: true);
        var first = autograd.grad([x.pow(3)], [x], create_graph: true)[0];
        var second = autograd.grad([first], [x])[0];
        Assert.AreEqual(12f, first.item<float>());
        Assert.AreEqual(12f, second.item<float>());
        Assert.IsNull(x.grad);
    }

    [TestMethod]
    public void AGraphIsWalkedOnlyOnceUnlessItIsKept()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        var y = (x * x).sum();
        autograd.backward([y], retain_graph: true);
        y.backward();
        Assert.Throws<ExternalException>(() => y.backward());
    }

    [TestMethod]
    public void NothingIsRecordedWithoutGrad()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        using (no_grad())
        {
            Assert.IsFalse((x * 2).requires_grad);
            using (enable_grad()) Assert.IsTrue((x * 2).requires_grad);
            Assert.IsFalse(is_grad_enabled());
        }
        Assert.IsTrue((x * 2).requires_grad);
        using (inference_mode()) Assert.IsFalse((x * 2).requires_grad);
        Assert.IsTrue(is_grad_enabled());
    }

    [TestMethod]
    public void GradModeBelongsToTheThread()
    {
        using var mode = no_grad();
        var elsewhere = false;
        var thread = new Thread(() => elsewhere = is_grad_enabled());
        thread.Start();
        thread.Join();
        Assert.IsTrue(elsewhere);
        Assert.IsFalse(is_grad_enabled());
    }

    [TestMethod]
    public void ALeafThatNeedsGradIsNotChangedInPlace()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        StringAssert.Contains(Assert.Throws<ExternalException>(() => x.add_(1)).Message, "leaf Variable that requires grad");
        using (no_grad()) Assert.AreSame(x, x.add_(1));
        Assert.IsTrue(x.is_leaf);
    }
}
