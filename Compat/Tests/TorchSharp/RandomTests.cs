using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Compat.Tests.TorchSharp;

/// <summary>Random numbers are libtorch's: a seed gives what it gives in PyTorch.</summary>
[TestClass]
public sealed class RandomTests
{
    [TestMethod]
    public void AGeneratorGivesTheNumbersOfPyTorch()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(42);
        // torch.rand(3, generator=torch.Generator().manual_seed(42))
        Assert.IsTrue(rand(3, generator: generator).allclose(tensor(new[] { 0.8823f, 0.9150f, 0.3829f }), atol: 1e-4));
    }

    [TestMethod]
    public void AStateCanBeTakenAndSet()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var state = generator.get_state();
        var first = randn(4, generator: generator);
        generator.set_state(state);
        Assert.IsTrue(first.Equals(randn(4, generator: generator)));
        Assert.AreEqual(1, generator.initial_seed());
    }

    [TestMethod]
    public void ADisposedGeneratorIsRefused()
    {
        var generator = new Generator(1);
        generator.Dispose();
        Assert.Throws<ObjectDisposedException>(() => rand(1, generator: generator));
        Assert.Throws<ObjectDisposedException>(() => generator.manual_seed(2));
    }

    [TestMethod]
    public void RangesAreKept()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var numbers = randint(2, 5, [1000], generator: generator);
        Assert.AreEqual(2, numbers.min().item<long>());
        Assert.AreEqual(4, numbers.max().item<long>());
        Assert.AreEqual(int64, numbers.dtype);
        CollectionAssert.AreEquivalent(new long[] { 0, 1, 2, 3 }, randperm(4, generator: generator).data<long>().ToArray());
        var uniform = empty(1000).uniform_(-2, 3, generator);
        Assert.IsTrue(uniform.min().item<float>() >= -2 && uniform.max().item<float>() < 3);
    }
}
