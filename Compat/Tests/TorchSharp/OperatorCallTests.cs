using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Toolkit.Compat.Tests.TorchSharp;

/// <summary>The generic call: what goes wrong in libtorch is an exception with its text, never a crash.</summary>
[TestClass]
public sealed class OperatorCallTests
{
    [TestMethod]
    public void AnErrorHasTheTextOfLibtorchWithoutItsStack()
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ExternalException>(() => ones(2, 3).matmul(ones(2, 3)));

        StringAssert.Contains(error.Message, "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)");
        Assert.DoesNotContain("frame #", error.Message);
    }

    [TestMethod]
    public void AnUnknownOperatorIsAnError() =>
        StringAssert.Contains(Assert.Throws<ExternalException>(() => Aten.Call("no_such_operator.Tensor")).Message, "no_such_operator");

    [TestMethod]
    public void TooManyArgumentsAreAnError()
    {
        using var x = ones(2);
        var error = Assert.Throws<ExternalException>(() => Aten.Call("relu", x, 1L, 2L));
        StringAssert.Contains(error.Message, "takes 1 arguments, but got 3");
    }

    [TestMethod]
    public void AMissingArgumentIsNamed()
    {
        using var x = ones(2);
        StringAssert.Contains(Assert.Throws<ExternalException>(() => Aten.Call("mm", x)).Message, "argument 'mat2' is missing");
    }

    [TestMethod]
    public void ArgumentsOfWrongKindsAreErrors()
    {
        using var x = ones(2, 2);
        Assert.Throws<ExternalException>(() => Aten.Call("mm", x, 3L));
        Assert.Throws<ExternalException>(() => Aten.Call("mm", x, Argument.None));
        Assert.Throws<ExternalException>(() => Aten.Call("sum.dim_IntList", x, "text"));
        Assert.Throws<ExternalException>(() => Aten.Call("softmax.int", x, 1.5));
        Assert.Throws<ExternalException>(() => Aten.Call("cat", new[] { 1L, 2L }));
        Assert.Throws<ExternalException>(() => Aten.Call("transpose.int", x, new[] { 1L }, true));
    }

    [TestMethod]
    public void AResultOfAnotherKindIsAnError()
    {
        using var x = ones(2);
        Assert.Throws<InvalidOperationException>(() => Aten.Call("is_nonzero", ones(1)));
        Assert.Throws<InvalidOperationException>(() => Aten.CallList("relu", x));
    }

    [TestMethod]
    public void LeftOutArgumentsTakeTheDefaultsOfTheSchema()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 3f, 5f });
        Assert.AreEqual(16f, Aten.Call("add.Tensor", x, x).sum().item<float>());
    }

    [TestMethod]
    public void LongListsReachTheOperator()
    {
        using var scope = NewDisposeScope();
        var parts = Enumerable.Range(0, 500).Select(i => full(1, i, int64)).ToArray();
        CollectionAssert.AreEqual(Enumerable.Range(0, 500).Select(i => (long)i).ToArray(), cat(parts).data<long>().ToArray());
    }

    [TestMethod]
    public void ErrorsOfThreadsDoNotMix()
    {
        Parallel.For(1, 200, i =>
        {
            using var left = ones(2, i);
            using var right = ones(i + 1, 2);
            var error = Assert.Throws<ExternalException>(() => left.mm(right));
            StringAssert.Contains(error.Message, $"(2x{i} and {i + 1}x2)");
        });
    }

    [TestMethod]
    public void ADisposedTensorIsRefused()
    {
        var x = ones(2);
        x.Dispose();
        Assert.Throws<InvalidOperationException>(() => x.relu());
        Assert.Throws<InvalidOperationException>(() => x.shape);
        Assert.AreEqual("", x.ToString());
    }
}
