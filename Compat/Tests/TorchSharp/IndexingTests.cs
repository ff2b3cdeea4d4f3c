using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Compat.Tests.TorchSharp;

[TestClass]
public sealed class IndexingTests
{
    [TestMethod]
    public void NumbersAndSlicesAreViews()
    {
        using var scope = NewDisposeScope();
        var x = arange(24).reshape(2, 3, 4);

        Check([12, 13, 14, 15], x[1, 0]);
        Check([3, 15], x[TensorIndex.Colon, 0, -1]);
        Check([5, 6, 9, 10], x[0, 1.., 1..3]);
        Check([1, 3], x[0, 0, TensorIndex.Slice(1, null, 2)]);
        Check([11, 23], x[TensorIndex.Ellipsis, ^1, ^1]);
        Check([3, 7, 11, 15, 19, 23], x[TensorIndex.Ellipsis, 3]);
        CollectionAssert.AreEqual(new long[] { 2, 1, 3, 4 }, x[TensorIndex.Colon, TensorIndex.None].shape);

        x[0, 0] = zeros(4, int64);
        x[1, TensorIndex.Ellipsis, 0..2] = tensor(-1L);
        Check([0, 0, 0, 0], x[0, 0]);
        Check([-1, -1, 14, 15], x[1, 0]);
    }

    [TestMethod]
    public void TensorsPickAndMask()
    {
        using var scope = NewDisposeScope();
        var x = arange(6).reshape(2, 3);

        Check([2, 5, 0, 3], x[TensorIndex.Colon, TensorIndex.Tensor(tensor(new[] { 2L, 0L }))].t());
        Check([4, 5], x[x > 3]);
        Check([0, 5], x[tensor(new[] { 0L, 1L }), tensor(new[] { 0L, 2L })]);

        x[x > 3] = tensor(9L);
        Check([0, 1, 2, 3, 9, 9], x);
        x.index_put_(7, TensorIndex.Tensor(tensor(new[] { 1L })), TensorIndex.Slice(0, 2));
        Check([0, 1, 2, 7, 7, 9], x);
    }

    private static void Check(long[] expected, Tensor actual) => CollectionAssert.AreEqual(expected, actual.data<long>().ToArray());
}
