using System.Buffers.Binary;
using System.Text;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.StateDicts;

/// <summary>Safetensors files come back bit for bit, and lying ones are refused.</summary>
[TestClass]
public sealed class SafetensorsTests
{
    [TestMethod]
    public void ComesBackBitForBit()
    {
        using var folder = new TemporaryFolder();
        var original = Samples();
        Safetensors.Write(folder.File("a.safetensors"), original);
        var copy = Safetensors.Read(folder.File("a.safetensors"));
        CollectionAssert.AreEqual(original.Keys.ToList(), copy.Keys.ToList());
        foreach (var (name, tensor) in original)
        {
            Assert.AreEqual(tensor.Type, copy[name].Type, name);
            CollectionAssert.AreEqual(tensor.Shape.ToArray(), copy[name].Shape.ToArray(), name);
            Assert.IsTrue(tensor.Bytes.Span.SequenceEqual(copy[name].Bytes.Span), name);
        }
        Assert.AreEqual("a „Text“ \"of ours\"\n", copy.Metadata["note"]);
        Assert.HasCount(1, copy.Metadata);
    }

    [TestMethod]
    public void IsReadByContentToo()
    {
        using var folder = new TemporaryFolder();
        Safetensors.Write(folder.File("a.pth"), Samples());
        Assert.HasCount(Samples().Count, CheckpointReader.Read(folder.File("a.pth")));
    }

    [TestMethod]
    public void WritesTheDocumentedLayout()
    {
        using var stream = new MemoryStream();
        var weights = new StateDict { ["b"] = new(ElementType.UInt8, [1], new byte[] { 7 }), ["a"] = TensorData.FromSingles([1f], 1) };
        Safetensors.Write(stream, weights);
        var bytes = stream.ToArray();
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.AreEqual(0, length % 8);
        var header = Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' ');
        Assert.AreEqual(
            """{"b":{"dtype":"U8","shape":[1],"data_offsets":[4,5]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", header);
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0x80, 0x3F, 7 }, bytes[(8 + length)..]);
    }

    [TestMethod]
    public void TheSameWeightsGiveTheSameBytes() => CollectionAssert.AreEqual(Bytes(Samples()), Bytes(Samples()));

    [TestMethod]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, null)]
    [DataRow("""{}""", 0, null)]
    [DataRow("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"I8","shape":[0,9],"data_offsets":[4,4]}}""", 4, null)]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "cut off, or its header lies")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "end at byte 8")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "hold -8")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "two data_offsets")]
    [DataRow("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "has 12 bytes")]
    [DataRow("""{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}""", 8, "has 16 bytes")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "begins at byte 4")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 8, "overlap")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "overlap")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "twice")]
    [DataRow("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "larger than 2 GB")]
    [DataRow("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "lacks a dtype, a shape")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "lacks a dtype, a shape")]
    [DataRow("""{"a":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}}""", 1, "type 'F8'")]
    [DataRow("""{"a":[1]}""", 0, "lacks a dtype")]
    [DataRow("""{"__metadata__":{"x":1}}""", 0, "__metadata__")]
    [DataRow("""{"a":""", 0, "not valid JSON")]
    [DataRow("""{"a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":{"i":1}}}}}}}}}""", 0, "not valid JSON")]
    public void ALyingHeaderIsRefused(string header, int dataBytes, string? message)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.safetensors");
        var text = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)text.Length), .. text, .. new byte[dataBytes]]);
        if (message is null) Safetensors.Read(path);
        else AssertRefused(path, message);
    }

    [TestMethod]
    [DataRow(-1L)]
    [DataRow(long.MaxValue)]
    [DataRow(1000L)]
    [DataRow(200_000_000L)]
    public void ALyingHeaderLengthIsRefused(long length)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("a.safetensors"), [.. BitConverter.GetBytes(length), .. "{}"u8]);
        AssertRefused(folder.File("a.safetensors"), "The header is said to have");
    }

    [TestMethod]
    public void EveryTruncationIsAnError()
    {
        using var folder = new TemporaryFolder();
        var whole = Bytes(Samples());
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(folder.File("cut"), whole.AsSpan(0, length));
            Assert.ThrowsExactly<WeightsException>(() => Safetensors.Read(folder.File("cut")), $"cut to {length} bytes");
        }
    }

    [TestMethod]
    public void NoDamagedByteCausesAnotherError()
    {
        using var folder = new TemporaryFolder();
        var whole = Bytes(Samples());
        var random = new Random(1);
        for (var trial = 0; trial < 2000; trial++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(folder.File("damaged"), damaged);
            try
            {
                Safetensors.Read(folder.File("damaged"));
            }
            catch (WeightsException)
            {
                // The one error that is allowed.
            }
        }
    }

    [TestMethod]
    public void ATensorMayNotTakeTheNameOfTheMetadata()
    {
        var weights = new StateDict { ["__metadata__"] = TensorData.FromSingles([1f], 1) };
        Assert.ThrowsExactly<ArgumentException>(() => Safetensors.Write(new MemoryStream(), weights));
    }

    private static StateDict Samples()
    {
        var weights = new StateDict();
        var random = new Random(3);
        foreach (var type in Enum.GetValues<ElementType>())
        {
            var bytes = new byte[6 * type.Size()];
            random.NextBytes(bytes);
            weights.Add($"layer.{type}", new TensorData(type, [2, 3], bytes));
        }
        weights.Add("scalar", TensorData.FromSingles([3f]));
        weights.Add("empty", TensorData.FromSingles([], 0, 4));
        weights.Add("größe \"重\"", TensorData.FromSingles([1f, float.NaN], 2));
        weights.Metadata["note"] = "a „Text“ \"of ours\"\n";
        return weights;
    }

    private static byte[] Bytes(StateDict weights)
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, weights);
        return stream.ToArray();
    }

    private static void AssertRefused(string path, string message)
    {
        var error = Assert.ThrowsExactly<WeightsException>(() => Safetensors.Read(path));
        StringAssert.Contains(error.Message, message);
        StringAssert.Contains(error.Message, path);
        Assert.AreEqual(path, error.Path);
    }
}
