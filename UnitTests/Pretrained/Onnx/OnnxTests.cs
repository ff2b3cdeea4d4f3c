using System.Runtime.InteropServices;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Pretrained.Onnx;

/// <summary>Initializers of ONNX files: whole ones are read bit for bit, damaged and hostile ones are refused.</summary>
[TestClass]
public sealed class OnnxTests
{
    /// <summary>Numbers of fields in onnx.proto.</summary>
    private const int Graph = 7, Node = 1, Initializer = 5, Dims = 1, DataType = 2, Name = 8, RawData = 9;

    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void Clean() => folder.Dispose();

    [TestMethod]
    public void WhatPyTorchExportsIsReadBitForBit()
    {
        Python.Run("Pretrained/Onnx/onnx_files.py", folder.Path);
        var expected = CheckpointReader.Read(folder.File("squeezenet.pth"));
        var actual = CheckpointReader.Read(folder.File("squeezenet.onnx"));
        CollectionAssert.AreEquivalent(expected.Keys.ToList(), actual.Keys.ToList());
        foreach (var (name, tensor) in expected)
        {
            Assert.AreEqual(tensor.ToString(), actual[name].ToString(), name);
            Assert.IsTrue(tensor.Bytes.Span.SequenceEqual(actual[name].Bytes.Span), name);
        }

        using var network = NetworkCatalog.Create("squeezenet1_1", classes: 10);
        Weights.File(folder.File("squeezenet.onnx")).LoadInto(network);
    }

    [TestMethod]
    public void ElementsMayLieInAnyOfTheirFields()
    {
        var weights = Read(
            Tensor("raw", 1, 2).Bytes(RawData, MemoryMarshal.AsBytes<float>([1.5f, -2])),
            Tensor("floats", 1, 2).Bytes(4, MemoryMarshal.AsBytes<float>([1.5f, -2])),
            Tensor("loose floats", 1, 2).Fixed32(4, 1.5f).Fixed32(4, -2),
            Tensor("halves", 10, 2).Packed(5, BitConverter.HalfToUInt16Bits((Half)1.5f), BitConverter.HalfToUInt16Bits((Half)(-2f))),
            Tensor("doubles", 11, 2).Bytes(10, MemoryMarshal.AsBytes<double>([1.5, -2])),
            Tensor("integers", 7, 2).Packed(7, 3, -2),
            Tensor("loose integers", 7, 2).Integer(7, 3).Integer(7, -2),
            Tensor("small integers", 3, 2).Packed(5, 3, -2),
            Tensor("truths", 9, 2).Packed(5, 0, 1));
        foreach (var name in new[] { "raw", "floats", "loose floats", "halves", "doubles" })
            CollectionAssert.AreEqual(new[] { 1.5f, -2 }, weights[name].ToSingles(), name);
        foreach (var name in new[] { "integers", "loose integers", "small integers" })
            CollectionAssert.AreEqual(new[] { 3f, -2 }, weights[name].ToSingles(), name);
        CollectionAssert.AreEqual(new[] { 0f, 1 }, weights["truths"].ToSingles());
        Assert.AreEqual(ElementType.Float16, weights["halves"].Type);
    }

    [TestMethod]
    public void ACopyOfAnInitializerHasItsOwnName()
    {
        var copy = new ProtobufWriter().Text(1, "a").Text(2, "b").Text(4, "Identity");
        var weights = ReadGraph(new ProtobufWriter().Message(Node, copy).Message(Initializer, One("a")));
        CollectionAssert.AreEqual(new[] { "a", "b" }, weights.Keys.ToArray());
    }

    [TestMethod]
    public void ScalarsAndEmptyTensorsAreRead()
    {
        var scalar = new ProtobufWriter().Integer(DataType, 1).Text(Name, "scalar").Fixed32(4, 7);
        var weights = Read(scalar, Tensor("empty", 1, 0));
        CollectionAssert.AreEqual(new[] { 7f }, weights["scalar"].ToSingles());
        Assert.IsEmpty(weights["scalar"].Shape);
        Assert.AreEqual(0, weights["empty"].Count);
    }

    [TestMethod]
    public void EveryTruncationIsAnError()
    {
        var whole = Model(new ProtobufWriter().Message(Initializer, One("a")).Message(Initializer, One("b")));
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(folder.File("cut.onnx"), whole.AsSpan(0, length));
            Assert.ThrowsExactly<WeightsException>(() => CheckpointReader.Read(folder.File("cut.onnx")), $"cut to {length} bytes");
        }
    }

    [TestMethod]
    public void TruncationsOfARealFileAreErrors()
    {
        var whole = File.ReadAllBytes(SharedFiles.Require("weights/imagenet-squeezenet/SqueezeNet_fp16.onnx"));
        foreach (var length in new[] { 1, 2, 20, 1000, 20_000, 1_000_000, whole.Length - 10 })
        {
            File.WriteAllBytes(folder.File("cut.onnx"), whole.AsSpan(0, length));
            var error = Assert.ThrowsExactly<WeightsException>(
                () => CheckpointReader.Read(folder.File("cut.onnx")), $"cut to {length} bytes");
            StringAssert.Contains(error.Message, folder.File("cut.onnx"));
        }
    }

    [TestMethod]
    public void NoDamagedByteCausesAnotherErrorOrMuchMemory()
    {
        var whole = Model(new ProtobufWriter()
            .Message(Initializer, One("a")).Message(Initializer, Tensor("b", 7, 3).Packed(7, 1, 300, -1))
            .Message(Node, new ProtobufWriter().Text(1, "a").Text(2, "c").Text(4, "Identity")));
        var random = new Random(1);
        const int trials = 2000;
        var before = GC.GetTotalAllocatedBytes();
        for (var trial = 0; trial < trials; trial++)
        {
            var damaged = (byte[])whole.Clone();
            for (var count = random.Next(1, 4); count > 0; count--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(folder.File("damaged.onnx"), damaged);
            ReadOrRefuse(folder.File("damaged.onnx"));
        }
        Assert.IsLessThan(1L << 20, (GC.GetTotalAllocatedBytes() - before) / trials, "bytes allocated for each file");
    }

    [TestMethod]
    public void ALyingTensorIsRefused()
    {
        AssertRefused("needs 12 bytes, but has 8", Tensor("a", 1, 3).Bytes(RawData, new byte[8]));
        AssertRefused("needs 24 bytes, but has 16", Tensor("a", 7, 3).Packed(7, 1, 2));
        AssertRefused("which no tensor can have", Tensor("a", 1, 1L << 40).Bytes(RawData, new byte[8]));
        AssertRefused("which no tensor can have", Tensor("a", 1, -1).Bytes(RawData, new byte[8]));
        AssertRefused("more than 64 dimensions", Tensor("a", 1, Enumerable.Repeat(1L, 65).ToArray()));
        AssertRefused("elements of type 8", Tensor("a", 8, 1).Text(6, "text"));
        AssertRefused("lies in another file that is not named", Tensor("a", 1, 3).Integer(14, 1));
        AssertRefused("stored in segments", Tensor("a", 1, 3).Message(3, new ProtobufWriter().Integer(1, 0)));
        AssertRefused("two initializers named 'a'", One("a"), One("a"));
    }

    [TestMethod]
    public void AMalformedMessageIsRefused()
    {
        AssertGraphRefused("no initializers", new ProtobufWriter().Text(2, "a graph"));
        AssertGraphRefused("must be a sequence of bytes", new ProtobufWriter().Integer(Initializer, 3));
        AssertGraphRefused("is of kind 3", new ProtobufWriter().Tag(Initializer, 3));
        AssertGraphRefused("more than 10 bytes", new ProtobufWriter().Raw(Enumerable.Repeat((byte)0xff, 12).ToArray()));
        AssertGraphRefused("cut off: field 5 has 100 bytes", new ProtobufWriter().Tag(Initializer, 2).Varint(100));
        AssertGraphRefused("cut off: field 5 has -1 bytes", new ProtobufWriter().Tag(Initializer, 2).Varint(-1));
    }

    [TestMethod]
    public void MillionsOfNodesAreRefused()
    {
        var graph = new ProtobufWriter();
        for (var i = 0; i < 1_000_000; i++) graph.Bytes(Node, []);
        AssertGraphRefused("more than 200000 nodes", graph);
    }

    private static ProtobufWriter Tensor(string name, int type, params ReadOnlySpan<long> shape) =>
        new ProtobufWriter().Packed(Dims, shape).Integer(DataType, type).Text(Name, name);

    private static ProtobufWriter One(string name) => Tensor(name, 1, 1).Bytes(RawData, new byte[4]);

    private static byte[] Model(ProtobufWriter graph) => new ProtobufWriter().Integer(1, 8).Message(Graph, graph).ToArray();

    private static ProtobufWriter GraphOf(ProtobufWriter[] tensors) =>
        tensors.Aggregate(new ProtobufWriter(), (graph, tensor) => graph.Message(Initializer, tensor));

    private StateDict Read(params ProtobufWriter[] tensors) => ReadGraph(GraphOf(tensors));

    private StateDict ReadGraph(ProtobufWriter graph)
    {
        File.WriteAllBytes(folder.File("a.onnx"), Model(graph));
        return CheckpointReader.Read(folder.File("a.onnx"));
    }

    private void AssertRefused(string message, params ProtobufWriter[] tensors) => AssertGraphRefused(message, GraphOf(tensors));

    private void AssertGraphRefused(string message, ProtobufWriter graph)
    {
        var error = Assert.ThrowsExactly<WeightsException>(() => ReadGraph(graph), message);
        StringAssert.Contains(error.Message, message);
    }

    private static void ReadOrRefuse(string path)
    {
        try
        {
            CheckpointReader.Read(path);
        }
        catch (WeightsException)
        {
            // The one error that is allowed.
        }
    }
}
