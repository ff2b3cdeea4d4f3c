using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Pretrained.Onnx;

/// <summary>Weights of ONNX files that lie in files beside them, or in Constant nodes.</summary>
[TestClass]
public sealed class OnnxPlacesTests
{
    /// <summary>Numbers of the fields of ONNX's messages.</summary>
    private const int Graph = 7, Node = 1, Initializer = 5, Dims = 1, DataType = 2, Name = 8, RawData = 9, External = 13, Location = 14;

    private const string Data = "a.onnx.data";

    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    /// <summary>As the onnx package writes them, all in one file and each in its own.</summary>
    [TestMethod]
    [DataRow("True")]
    [DataRow("False")]
    public void ExternalDataOfTheOnnxPackageAreRead(string together)
    {
        Python.RunCode(
            """
            import sys, numpy, onnx
            from onnx import helper, numpy_helper
            arrays = {"a": numpy.arange(6, dtype=numpy.float32).reshape(2, 3), "b": numpy.array([7, 8], dtype=numpy.int64), "half": numpy.ones(4, numpy.float16)}
            graph = helper.make_graph([], "g", [], [], [numpy_helper.from_array(value, name) for name, value in arrays.items()])
            onnx.save_model(helper.make_model(graph), f"{sys.argv[1]}/a.onnx", save_as_external_data=True,
                            all_tensors_to_one_file=sys.argv[2] == "True", size_threshold=0)
            """, folder.Path, together);
        var weights = CheckpointReader.Read(folder.File("a.onnx"));
        CollectionAssert.AreEqual(new[] { "a", "b", "half" }, weights.Keys.ToArray());
        CollectionAssert.AreEqual(new float[] { 0, 1, 2, 3, 4, 5 }, weights["a"].ToSingles());
        CollectionAssert.AreEqual(new float[] { 7, 8 }, weights["b"].ToSingles());
        Assert.AreEqual("Float16 [4]", weights["half"].ToString());
    }

    [TestMethod]
    public void AnOffsetIsKeptAndALengthMayBeLeftOut()
    {
        File.WriteAllBytes(folder.File(Data), [9, 9, 9, 9, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]);
        var weights = Read(Elsewhere("a", ("location", Data), ("offset", "4")));
        CollectionAssert.AreEqual(new float[] { 1, 2 }, weights["a"].ToSingles());
    }

    [TestMethod]
    public void WhatIsNotInTheSameFolderIsRefused()
    {
        File.WriteAllBytes(folder.File("secret"), new byte[8]);
        foreach (var location in new[] { "../secret", "sub/secret", folder.File("secret"), @"..\secret", "..", "" })
            AssertRefused("must be a name without a folder", Elsewhere("a", ("location", location)));
    }

    [TestMethod]
    public void MistakesAreNamed()
    {
        AssertRefused($"Initializer 'a' lies in '{Data}', which is missing", Elsewhere("a", ("location", Data)));
        File.WriteAllBytes(folder.File(Data), new byte[7]);
        AssertRefused("should have 8 bytes from byte 0 of 'a.onnx.data' on, which has 7: it is cut off", Elsewhere("a", ("location", Data)));
        File.WriteAllBytes(folder.File(Data), new byte[12]);
        AssertRefused("from byte 5", Elsewhere("a", ("location", Data), ("offset", "5")));
        AssertRefused("from byte 9223372036854775807", Elsewhere("a", ("location", Data), ("offset", "9223372036854775807")));
        AssertRefused("the offset '-4'", Elsewhere("a", ("location", Data), ("offset", "-4")));
        AssertRefused("needs 8 bytes, but is said to have 12", Elsewhere("a", ("location", Data), ("length", "12")));
        AssertRefused("another file that is not named", Elsewhere("a"));
    }

    [TestMethod]
    public void ManyTensorsOnTheSameBytesAreRefused()
    {
        const int size = 1 << 20;
        File.WriteAllBytes(folder.File(Data), new byte[4 * size]);
        ProtobufWriter[] tensors = [.. Enumerable.Range(0, 9).Select(i => Elsewhere($"t{i}", size, ("location", Data)))];
        AssertRefused("many times the 4194304 bytes", tensors);
    }

    [TestMethod]
    public void ConstantNodesAreWeightsWhereTheyAreUsedAsSuch()
    {
        var graph = new ProtobufWriter()
            .Message(Node, Constant("conv.weight", One(1)))
            .Message(Node, Constant("shape", One(7)))
            .Message(Node, Constant("scale", One(1)))
            .Message(Node, Operator("Conv", "images", "conv.weight", "conv.bias"))
            .Message(Node, Operator("Reshape", "images", "shape"))
            .Message(Node, Operator("Mul", "images", "scale"))
            .Message(Initializer, One(1).Text(Name, "conv.bias"));
        CollectionAssert.AreEquivalent(new[] { "conv.weight", "conv.bias" }, ReadGraph(graph).Keys.ToArray());
    }

    private static ProtobufWriter Constant(string output, ProtobufWriter value) => new ProtobufWriter()
        .Text(2, output).Text(4, "Constant").Message(5, new ProtobufWriter().Text(1, "value").Message(5, value));

    private static ProtobufWriter Operator(string kind, params string[] inputs) =>
        inputs.Aggregate(new ProtobufWriter(), (node, input) => node.Text(1, input)).Text(2, kind + "_output").Text(4, kind);

    private static ProtobufWriter One(int type) => new ProtobufWriter().Packed(Dims, 1).Integer(DataType, type).Bytes(RawData, new byte[type == 7 ? 8 : 4]);

    private static ProtobufWriter Elsewhere(string name, params (string Key, string Value)[] place) => Elsewhere(name, 2, place);

    private static ProtobufWriter Elsewhere(string name, int size, params (string Key, string Value)[] place) => place.Aggregate(
        new ProtobufWriter().Packed(Dims, size).Integer(DataType, 1).Text(Name, name).Integer(Location, 1),
        (tensor, entry) => tensor.Message(External, new ProtobufWriter().Text(1, entry.Key).Text(2, entry.Value)));

    private StateDict Read(params ProtobufWriter[] tensors) =>
        ReadGraph(tensors.Aggregate(new ProtobufWriter(), (graph, tensor) => graph.Message(Initializer, tensor)));

    private StateDict ReadGraph(ProtobufWriter graph)
    {
        File.WriteAllBytes(folder.File("a.onnx"), new ProtobufWriter().Integer(1, 8).Message(Graph, graph).ToArray());
        return CheckpointReader.Read(folder.File("a.onnx"));
    }

    private void AssertRefused(string message, params ProtobufWriter[] tensors) =>
        StringAssert.Contains(Assert.ThrowsExactly<WeightsException>(() => Read(tensors), message).Message, message);
}
