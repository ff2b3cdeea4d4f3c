using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Toolkit.Compat.Tests.TorchSharp;

[TestClass]
public sealed class TensorDataTests
{
    [TestMethod]
    public void TypesConvertAsInPyTorch()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { -1.5f, 0f, 2.75f });

        CollectionAssert.AreEqual(new long[] { -1, 0, 2 }, x.to(int64).data<long>().ToArray());
        CollectionAssert.AreEqual(new[] { true, false, true }, x.@bool().data<bool>().ToArray());
        CollectionAssert.AreEqual(new[] { (Half)(-1.5f), Half.Zero, (Half)2.75f }, x.half().data<Half>().ToArray());
        CollectionAssert.AreEqual(new double[] { -1.5, 0, 2.75 }, x.to_type(float64).data<double>().ToArray());
        Assert.AreSame(x, x.to(float32));
        Assert.AreNotSame(x, x.to(float32, copy: true));
    }

    [TestMethod]
    public void BFloat16HasItsBitsAndNoDotNetType()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1f, -2f }).bfloat16();

        CollectionAssert.AreEqual(new ushort[] { 0x3F80, 0xC000 }, MemoryMarshal.Cast<byte, ushort>(x.bytes).ToArray());
        CollectionAssert.AreEqual(new[] { 1f, -2f }, x.@float().data<float>().ToArray());
        Assert.Throws<ArgumentException>(() => x.data<float>());
        Assert.AreEqual(1f, x[0].ToScalar().ToSingle());
    }

    [TestMethod]
    public void BytesAreTheMemoryItself()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 2, int32);
        MemoryMarshal.Cast<byte, int>(x.bytes)[3] = 7;
        Assert.AreEqual(7, x[1, 1].item<int>());

        x.bytes = new byte[16];
        Assert.AreEqual(0, x.sum().item<long>());
        Assert.Throws<ArgumentException>(() => x.bytes = new byte[15]);
        Assert.Throws<InvalidOperationException>(() => zeros(2, 3).t().bytes.Length);
    }

    [TestMethod]
    public void DataFollowsTheShapeWhateverTheMemoryOrder()
    {
        using var scope = NewDisposeScope();
        var x = arange(6).reshape(2, 3).t();

        CollectionAssert.AreEqual(new long[] { 0, 3, 1, 4, 2, 5 }, x.data<long>().ToArray());
        CollectionAssert.AreEqual(new long[] { 0, 3, 1, 4, 2, 5 }, x.data<long>().ToList());
        Assert.AreEqual(4, x.data<long>()[1, 1]);
        Assert.AreEqual(4, x.data<long>()[3]);
        CollectionAssert.AreEqual(new long[,] { { 0, 3 }, { 1, 4 }, { 2, 5 } }, x.data<long>().ToNDArray());
        Assert.Throws<IndexOutOfRangeException>(() => x.data<long>()[3, 0]);

        x.data<long>()[2, 1] = 50;
        Assert.AreEqual(50, x[2, 1].item<long>());
    }

    [TestMethod]
    public void ArraysAreCopiedWithTheirShape()
    {
        using var scope = NewDisposeScope();
        var source = new[] { 1f, 2f, 3f, 4f };
        var x = tensor(source, [2, 2]);
        source[0] = 100;

        CollectionAssert.AreEqual(new long[] { 2, 2 }, x.shape);
        Assert.AreEqual(1f, x[0, 0].item<float>());
        CollectionAssert.AreEqual(new long[] { 3, 1, 2 }, from_array(new float[3, 1, 2]).shape);
        CollectionAssert.AreEqual(new long[] { 0 }, tensor(Array.Empty<float>()).shape);
        Assert.AreEqual(uint8, tensor(new[] { 1f, 2f }, dtype: uint8).dtype);
        Assert.AreEqual(0, tensor(5L).ndim);
        Assert.Throws<ArgumentException>(() => tensor(source, [3]));
    }

    [TestMethod]
    public void ABufferIsShared()
    {
        using var scope = NewDisposeScope();
        var source = new[] { 1f, 2f, 3f, 4f };
        var x = frombuffer(source, float32, count: 2, offset: 1);
        source[1] = 20;
        x[1] = 30;

        Assert.AreEqual(20f, x[0].item<float>());
        Assert.AreEqual(30f, source[2]);
        CollectionAssert.AreEqual(new long[] { 1, 0 }, frombuffer(new[] { true, false }, int64).data<long>().ToArray());
        Assert.AreEqual(3f, frombuffer(new[] { (Half)1, (Half)2 }, float32).sum().item<float>());
        Assert.Throws<IndexOutOfRangeException>(() => frombuffer(source, float32, count: 5));
        Assert.Throws<ArgumentException>(() => frombuffer(source, float32, offset: 4));
    }

    [TestMethod]
    public void WhatATensorLacksIsAnErrorNotACrash()
    {
        using var scope = NewDisposeScope();
        var sparse = Aten.Call("to_sparse", eye(3));
        Assert.IsTrue(sparse.is_sparse);
        StringAssert.Contains(Assert.Throws<ExternalException>(() => sparse.data<float>()).Message, "doesn't have storage");
    }

    [TestMethod]
    public void ItemNeedsOneElementOfItsType()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => ones(2).item<float>());
        Assert.Throws<ArgumentException>(() => ones(1).item<double>());
        Assert.AreEqual(1f, (float)ones(1));
    }

    [TestMethod]
    public void TextHasShapeTypeAndDevice()
    {
        using var scope = NewDisposeScope();
        Assert.AreEqual("[2x3], type = Float32, device = cpu", ones(2, 3).ToString());
        Assert.AreEqual("[], type = Int64, device = cpu, value = 5", tensor(5L).ToString());
    }
}
